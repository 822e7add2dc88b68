package org.evalgap.experiment.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.NoGradRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.schema.Labels;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.Test;

/** What is measured of a trained network, in the rows that a trial leaves. */
class FinalEvaluationTest {

    private static final String STUDY = """
            study {
              name = tiny
              replicates = 1
              dataset {
                kind = synthetic, height = 9, width = 9, channels = 2, classes = 3
                train-per-class = 17, test-per-class = 11, noise = 90
              }
              trial {
                network { kind = cnn, widths = [4], dropout = 0.25 }
                training { epochs = 2, batch-size = 6, learning-rate = 0.02 }
                augmentation = crop-flip
              }
              evaluation { corners = factorial, bootstrap-resamples = 200, batch-statistics-draws = 2 }
              %s
            }
            """;

    private static TrialResult run(String rest) {
        Study study = StudyReader.parse("tiny.conf", STUDY.formatted(rest));
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        List<Training> trainings = Plan.whole(study, dataset).trainings();
        assertThat(trainings).hasSize(1);
        TrialResult result = new TrialRunner(study.name(), dataset, study.evaluation(), () -> {})
                .run(trainings.get(0))
                .get(0);
        assertThat(result.trial().reason()).isNull();
        return result;
    }

    private static EvaluationRow row(TrialResult result, Predicate<EvaluationRow> which) {
        List<EvaluationRow> rows = result.evaluations().stream().filter(which).toList();
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    private static EvaluationRow row(TrialResult result, String protocol) {
        return row(result, row -> row.protocol().equals(protocol) && row.domain() == Domain.ALL);
    }

    private static List<EvaluationRow> rows(TrialResult result, String protocol) {
        return result.evaluations().stream()
                .filter(row -> row.protocol().equals(protocol))
                .toList();
    }

    private static AttributionRow share(TrialResult result, Factor factor) {
        return result.attribution().stream()
                .filter(row -> row.factor() == factor)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sharesAddUpToTheGap() {
        TrialResult result = run("");

        double gap =
                row(result, "training-log").accuracy() - row(result, "deployed").accuracy();
        assertThat(result.attribution()).extracting(AttributionRow::factor).containsExactlyElementsOf(Factor.OF_TRIALS);
        assertThat(result.attribution().stream()
                        .mapToDouble(row -> row.share().mean())
                        .sum())
                .isCloseTo(gap, within(1e-9));
        assertThat(result.attribution()).allSatisfy(row -> {
            assertThat(row.totalGap()).isEqualTo(gap);
            assertThat(row.share().lower()).isLessThanOrEqualTo(row.share().upper());
        });
    }

    @Test
    void firstInAndLastInAreDifferencesOfCorners() {
        TrialResult result = run("");
        double log = row(result, "training-log").accuracy();
        double deployed = row(result, "deployed").accuracy();

        assertThat(share(result, Factor.DROPOUT).firstIn())
                .isEqualTo(log - row(result, "batch/off/train/train").accuracy());
        assertThat(share(result, Factor.DROPOUT).lastIn())
                .isCloseTo(row(result, "dropout-left-on").accuracy() - deployed, within(1e-12));
        assertThat(share(result, Factor.TRANSFORM).lastIn())
                .isCloseTo(row(result, "shared-loader").accuracy() - deployed, within(1e-12));
        assertThat(share(result, Factor.SPLIT).lastIn())
                .isCloseTo(row(result, "eval-mode-on-train").accuracy() - deployed, within(1e-12));
    }

    @Test
    void whatIsNotThereHasExactlyNoShare() {
        TrialResult result = run("trial { network { normalization = group, dropout = 0 }, augmentation = none }");

        for (Factor factor : List.of(Factor.STATISTICS, Factor.DROPOUT, Factor.TRANSFORM)) {
            AttributionRow row = share(result, factor);
            assertThat(List.of(
                            row.share().mean(), row.share().lower(), row.share().upper(), row.firstIn(), row.lastIn()))
                    .containsOnly(0.0);
        }
        assertThat(share(result, Factor.SPLIT).share().mean())
                .isEqualTo(share(result, Factor.SPLIT).totalGap());
        assertThat(result.comparisons()).allSatisfy(row -> {
            assertThat(row.difference().mean()).isZero();
            assertThat(row.mcnemarP()).isEqualTo(1);
        });
    }

    @Test
    void withoutAllCornersThereAreComparisonsButNoShares() {
        TrialResult result = run("evaluation { corners = minimal, mistakes = false, bootstrap-resamples = 0 }");

        assertThat(result.attribution()).isEmpty();
        assertThat(result.comparisons())
                .extracting(row -> row.comparison() + " " + Labels.of(row.split()))
                .containsExactly("modes train", "modes test");
        assertThat(result.comparisons())
                .extracting(row -> row.difference().lower())
                .containsOnlyNulls();
    }

    @Test
    void comparisonsAreOfProtocolsOnTheSameImages() {
        TrialResult result = run("");

        assertThat(result.comparisons())
                .extracting(row -> row.comparison() + " " + Labels.of(row.split()) + ": " + row.firstProtocol() + " - "
                        + row.secondProtocol())
                .containsExactly(
                        "modes train: train-mode-on-train - eval-mode-on-train",
                        "modes test: forgot-eval - deployed",
                        "statistics test: batch/off/eval/test - deployed",
                        "dropout test: dropout-left-on - deployed",
                        "transform test: shared-loader - deployed",
                        "forgotten-eval test: deployed-after-forgot-eval - deployed");
        assertThat(result.comparisons()).allSatisfy(row -> {
            assertThat(row.difference().mean())
                    .isEqualTo(row(result, row.firstProtocol()).accuracy()
                            - row(result, row.secondProtocol()).accuracy());
            assertThat(row.images()).isEqualTo(row.split() == Protocol.Split.TEST ? 33 : 51);
        });
    }

    @Test
    void evalModeDoesNotDependOnTheBatch() {
        TrialResult result = run("evaluation.eval-batch-sizes = [1, 4, 256]");
        EvaluationRow deployed = row(result, "deployed");

        assertThat(rows(result, "deployed-at-size"))
                .extracting(EvaluationRow::evaluationBatchSize)
                .containsExactly(1, 4, 256);
        assertThat(rows(result, "deployed-at-size")).allSatisfy(row -> {
            assertThat(row.largestLogitDifference()).isLessThanOrEqualTo(1e-5);
            assertThat(row.accuracy()).isEqualTo(deployed.accuracy());
            assertThat(row.loss()).isCloseTo(deployed.loss(), within(1e-5));
        });
    }

    @Test
    void batchStatisticsDependOnTheBatch() {
        TrialResult result = run("evaluation.batch-statistics-batch-sizes = [2, 33]");

        assertThat(rows(result, "batch-statistics-at-size"))
                .extracting(EvaluationRow::evaluationBatchSize)
                .containsExactly(2, 33);
        assertThat(rows(result, "batch-statistics-at-size").get(0).loss())
                .isNotCloseTo(rows(result, "batch-statistics-at-size").get(1).loss(), within(1e-3));
    }

    @Test
    void aNetworkWithoutBatchNormIsTheDeployedOneAtEverySize() {
        TrialResult result =
                run("trial.network.normalization = layer, evaluation.batch-statistics-batch-sizes = [2, 33]");

        assertThat(rows(result, "batch-statistics-at-size"))
                .hasSize(2)
                .extracting(EvaluationRow::loss)
                .containsOnly(row(result, "deployed").loss());
        assertThat(row(result, "deployed-after-forgot-eval").loss())
                .isEqualTo(row(result, "deployed").loss());
    }

    @Test
    void oneValuePerChannelHasNoBatchStatistics() {
        TrialResult result = run(
                "trial.network = null, trial.network = { kind = layers, layers = [flatten, batch-norm, { kind = linear, "
                        + "features = 3 }] }, evaluation.batch-statistics-batch-sizes = [2, 3]");

        // 33 test images leave a last batch of 1 in pairs, which is left out, and none in threes.
        assertThat(rows(result, "batch-statistics-at-size"))
                .extracting(EvaluationRow::images)
                .containsExactly(32, 33);
    }

    @Test
    void forgettingEvalMovesTheStatisticsAndMeasuringItMovesNothing() {
        TrialResult with = run("");
        TrialResult without = run("evaluation.mistakes = false");

        assertThat(row(with, "deployed-after-forgot-eval").largestLogitDifference())
                .isGreaterThan(1e-4);
        List<EvaluationRow> corners = new ArrayList<>(with.evaluations());
        corners.removeIf(row -> row.protocol().equals("deployed-after-forgot-eval")
                || row.protocol().equals("train-mode-as-deployed"));
        assertThat(corners.stream().map(FinalEvaluationTest::withoutTrial))
                .isEqualTo(without.evaluations().stream()
                        .map(FinalEvaluationTest::withoutTrial)
                        .toList());
    }

    private static String withoutTrial(EvaluationRow row) {
        return row.toString().replace(row.key().trialId(), "").replace(row.key().cellId(), "");
    }

    @Test
    void theModesOnOneBatchDifferOnlyByBatchNormAndDropout() {
        assertThat(row(run(""), "train-mode-as-deployed").largestLogitDifference())
                .isGreaterThan(1e-2);
        assertThat(row(run("trial.network { normalization = group, dropout = 0 }"), "train-mode-as-deployed")
                        .largestLogitDifference())
                .isZero();
    }

    @Test
    void twoInputDomainsHaveARowEachWhoseMeanIsThatOfAll() {
        TrialResult result = run("trial.training.composition = domain-alternating");

        for (EvaluationRow all : result.evaluations()) {
            if (all.domain() != Domain.ALL) {
                continue;
            }
            List<EvaluationRow> domains = result.evaluations().stream()
                    .filter(row -> row.protocol().equals(all.protocol()) && row.domain() != Domain.ALL)
                    .toList();
            assertThat(domains).extracting(EvaluationRow::domain).containsExactly(Domain.FIRST, Domain.SECOND);
            assertThat(domains.stream().mapToInt(EvaluationRow::images).sum()).isEqualTo(all.images());
            assertThat(domains.stream()
                            .mapToDouble(row -> row.accuracy() * row.images())
                            .sum())
                    .isCloseTo(all.accuracy() * all.images(), within(1e-9));
            assertThat(domains.stream()
                            .mapToDouble(row -> row.loss() * row.images())
                            .sum())
                    .isCloseTo(all.loss() * all.images(), within(1e-9));
        }
    }

    @Test
    void aPassWithoutGradientsSavesMemoryAndChangesNothing() {
        List<NoGradRow> rows = run("").noGrad();

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).batchSize()).isEqualTo(33);
        assertThat(rows.get(0).bytes()).isLessThan(rows.get(0).bytesWithGradient());
        assertThat(rows.get(0).bytesSaved())
                .isEqualTo(1 - (double) rows.get(0).bytes() / rows.get(0).bytesWithGradient());
        assertThat(rows.get(0).largestLogitDifference()).isLessThanOrEqualTo(1e-5);
        assertThat(run("evaluation.mistakes = false").noGrad()).isEmpty();
    }
}
