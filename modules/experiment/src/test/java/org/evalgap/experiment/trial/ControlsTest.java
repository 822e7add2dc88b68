package org.evalgap.experiment.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.results.diagnosis.Advice;
import org.evalgap.results.diagnosis.Composition;
import org.evalgap.results.diagnosis.Diagnosis;
import org.evalgap.results.diagnosis.Diagnosis.Findings;
import org.evalgap.results.diagnosis.Diagnosis.Verdict;
import org.evalgap.results.layers.LayerFigures;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.ImageBlocks;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A positive and two negative controls on real images: batches that alternate between two brightness and contrast
 * domains, batches drawn at random, and both with a norm that has no statistics to be wrong.
 */
class ControlsTest {

    private static final String STUDY = """
            study {
              name = controls
              replicates = 1
              dataset { kind = embedded, train-per-class = 64, test-per-class = 40 }
              trial {
                network { kind = cnn, widths = [8, 16], dropout = 0 }
                training { epochs = 3, batch-size = 32 }
              }
              grid {
                training.composition = [iid, { kind = domain-alternating, second-domain = [{ kind = affine, scale = 0.3, shift = 2 }] }]
                network.normalization = [batch, group]
              }
              evaluation { corners = factorial, bootstrap-resamples = 200, eval-batch-sizes = [1, 256], remedies.recalibration-samples = [100, all] }
            }
            """;

    private static Map<String, TrialResult> results;

    @BeforeAll
    static void run() {
        Study study = StudyReader.parse("controls.conf", STUDY);
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        TrialRunner runner = new TrialRunner(study.name(), dataset, study.evaluation(), () -> {});
        results = Plan.whole(study, dataset).trainings().stream()
                .flatMap(training -> runner.run(training).stream())
                .collect(Collectors.toMap(
                        result -> result.trial().cellSettings().batchComposition() + " "
                                + result.trial().cellSettings().normalization(),
                        result -> result));
        assertThat(results.values())
                .allSatisfy(result -> assertThat(result.trial().status())
                        .as(result.trial().reason())
                        .isEqualTo(TrialStatus.OK));
    }

    private static LayerFigures firstNorm(String cell) {
        return results.get(cell).layers().get(0).figures();
    }

    private static List<RemedyRow> recalibrations(String cell) {
        return results.get(cell).remedies();
    }

    @Test
    void batchesOfOneDomainShowInTheFirstNorm() {
        LayerFigures alternating = firstNorm("domain-alternating batch");
        assertThat(alternating.composition().mean()).isGreaterThan(5);
        assertThat(alternating.composition().lower()).isGreaterThan(2);
        assertThat(firstNorm("domain-alternating group").composition().lower()).isGreaterThan(2);
        // What batch means vary is invisible to the variance within batches.
        assertThat(alternating.statistics().betweenShare())
                .isGreaterThan(10 * firstNorm("iid batch").statistics().betweenShare());
    }

    @Test
    void randomBatchesHaveAnFOfOne() {
        for (String norm : List.of("batch", "group")) {
            LayerFigures row = firstNorm("iid " + norm);
            assertThat(row.composition().lower()).isLessThan(1);
            assertThat(row.composition().upper()).isGreaterThan(1);
        }
    }

    @Test
    void groupNormHasNoStatistics() {
        for (String composition : List.of("iid", "domain-alternating")) {
            TrialResult result = results.get(composition + " group");
            assertThat(result.remedies()).isEmpty();
            assertThat(result.layers()).isNotEmpty().allSatisfy(row -> {
                assertThat(row.figures().normalization()).isEqualTo("group");
                assertThat(row.figures().statistics().meanDistance()).isNull();
                assertThat(row.figures().statistics().momentumAdvice()).isNull();
            });
            Map<String, Double> byCorner = result.evaluations().stream()
                    .filter(row -> row.domain() == Domain.ALL && row.protocol().contains("/"))
                    .collect(Collectors.toMap(EvaluationRow::protocol, EvaluationRow::accuracy));
            byCorner.forEach((corner, accuracy) -> {
                if (corner.startsWith("batch/") && byCorner.containsKey(corner.replace("batch/", "running/"))) {
                    assertThat(accuracy).isEqualTo(byCorner.get(corner.replace("batch/", "running/")));
                }
            });
            assertThat(result.attribution())
                    .filteredOn(row -> row.factor() == Factor.STATISTICS)
                    .hasSize(1)
                    .allSatisfy(row -> assertThat(row.share().mean()).isZero());
        }
    }

    @Test
    void recalibrationIsReportedOverMixedBatchesAndForEachDomain() {
        List<RemedyRow> alternating = recalibrations("domain-alternating batch");
        assertThat(alternating)
                .extracting(row -> Labels.of(row.settings().estimator()) + " "
                        + row.settings().samples() + " " + row.settings().ownDomain() + " " + Labels.of(row.domain()))
                .containsExactlyInAnyOrder(
                        "cumulative 128 false all",
                        "cumulative 128 false first",
                        "cumulative 128 false second",
                        "cumulative 640 false all",
                        "cumulative 640 false first",
                        "cumulative 640 false second",
                        "cumulative 320 true first",
                        "cumulative 320 true second",
                        "cumulative 640 true all",
                        "population 128 false all",
                        "population 128 false first",
                        "population 128 false second",
                        "population 640 false all",
                        "population 640 false first",
                        "population 640 false second",
                        "population 320 true first",
                        "population 320 true second",
                        "population 640 true all");
        assertThat(recalibrations("iid batch"))
                .extracting(row -> Labels.of(row.settings().estimator()) + " "
                        + row.settings().samples() + " " + row.settings().ownDomain() + " " + Labels.of(row.domain()))
                .containsExactly(
                        "cumulative 128 false all",
                        "cumulative 640 false all",
                        "population 128 false all",
                        "population 640 false all");
        for (RemedyRow row : alternating) {
            assertThat(row.recoveredShare() == null)
                    .isEqualTo(
                            row.domain() != Domain.ALL || degradation(results.get("domain-alternating batch")) < 0.005);
        }
    }

    private static double degradation(TrialResult result) {
        return accuracy(result, "forgot-eval") - accuracy(result, "deployed");
    }

    private static double accuracy(TrialResult result, String protocol) {
        return result.evaluations().stream()
                .filter(row -> row.protocol().equals(protocol) && row.domain() == Domain.ALL)
                .findFirst()
                .orElseThrow()
                .accuracy();
    }

    private static Findings findings(String cell) {
        return Diagnosis.of(List.of(results.get(cell)), List.of(), 10)
                .findings()
                .orElseThrow();
    }

    @Test
    void batchesOfOneDomainAreFoundToBeTheCause() {
        Findings findings = findings("domain-alternating batch");
        assertThat(findings.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(findings.leadingCause().orElseThrow().factor()).isEqualTo(Factor.STATISTICS);
        assertThat(findings.leadingCause().orElseThrow().share().lower()).isGreaterThan(0.2);
        assertThat(findings.advice()).hasSize(1);
        Advice.MendStatistics mend = (Advice.MendStatistics) findings.advice().get(0);
        assertThat(mend.part().cause()).isEqualTo(StatisticsCause.COMPOSITION);
        assertThat(Advice.repairs(
                        mend.ownDomain().orElseThrow(),
                        findings.leadingCause().orElseThrow().share()))
                .isTrue();
        assertThat(Advice.repairs(
                        mend.recalibration().orElseThrow(),
                        findings.leadingCause().orElseThrow().share()))
                .isFalse();
    }

    @Test
    void groupNormOnTheSameBatchesHasNoGapBeyondItsInterval() {
        Findings findings = findings("domain-alternating group");
        assertThat(findings.verdict()).isEqualTo(Verdict.NOT_SIGNIFICANT);
        assertThat(findings.causes().get(Factor.STATISTICS.ordinal()).absent()).isTrue();
        assertThat(findings.composition().orElseThrow().kind()).isEqualTo(Composition.Kind.ALIKE);
        assertThat(findings.advice())
                .noneMatch(advice ->
                        advice instanceof Advice.ChangeComposition || advice instanceof Advice.MendStatistics);
    }

    @Test
    void randomBatchesAreSeenAsSuch() {
        assertThat(findings("iid batch").composition().orElseThrow().kind()).isEqualTo(Composition.Kind.RANDOM);
    }

    @Test
    void sharesAddUpToTheGapOfEveryTrial() {
        for (TrialResult result : results.values()) {
            assertThat(result.attribution().stream()
                            .mapToDouble(row -> row.share().mean())
                            .sum())
                    .isCloseTo(accuracy(result, "training-log") - accuracy(result, "deployed"), within(1e-9));
        }
    }

    @Test
    void blocksOfImagesAddUpToTheWhole() {
        for (TrialResult result : results.values()) {
            for (EvaluationRow row : result.evaluations()) {
                if (row.domain() == Domain.ALL) {
                    double[] blocks = ImageBlocks.read(row.accuracyByBlock());
                    assertThat(Arrays.stream(blocks).average().orElseThrow())
                            .as(row.protocol())
                            .isCloseTo(row.accuracy(), within(0.01));
                }
            }
            for (AttributionRow row : result.attribution()) {
                double[] blocks = ImageBlocks.read(row.shareByBlock());
                assertThat(Arrays.stream(blocks).average().orElseThrow())
                        .as(Labels.of(row.factor()))
                        .isCloseTo(row.share().mean(), within(0.02));
            }
        }
    }

    @Test
    void whatHasLearnedIsToldFromChance() {
        for (TrialResult result : results.values()) {
            assertThat(result.trial().chanceLevel()).isEqualTo(0.1);
            assertThat(result.trial().learned()).isTrue();
        }
    }

    @Test
    void aPassThatKeepsNothingForGradientsGivesTheSameLogits() {
        for (TrialResult result : results.values()) {
            assertThat(result.noGrad())
                    .singleElement()
                    .satisfies(row -> assertThat(row.largestLogitDifference()).isLessThan(1e-4));
        }
    }

    @Test
    void evalModeIsTheSameForOneImageAndForManyTogether() {
        for (TrialResult result : results.values()) {
            List<EvaluationRow> sizes = result.evaluations().stream()
                    .filter(row -> row.protocol().equals("deployed-at-size") && row.domain() == Domain.ALL)
                    .toList();
            assertThat(sizes).extracting(EvaluationRow::evaluationBatchSize).containsExactly(1, 256);
            assertThat(sizes)
                    .allSatisfy(row -> assertThat(row.largestLogitDifference()).isLessThanOrEqualTo(1e-5));
        }
    }

    @Test
    void remediesStartFromTheDeployedCorner() {
        for (TrialResult result : results.values()) {
            for (RemedyRow row : result.remedies()) {
                if (row.domain() == Domain.ALL) {
                    assertThat(row.accuracyBefore()).isEqualTo(accuracy(result, "deployed"));
                }
            }
        }
    }
}
