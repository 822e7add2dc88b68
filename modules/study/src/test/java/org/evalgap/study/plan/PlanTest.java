package org.evalgap.study.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evalgap.data.DatasetFacts;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyException;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

    private static final String BASE = "name = test, replicates = 1, trial.network { kind = cnn, widths = [8] }";

    private static Study study(String text) {
        return StudyReader.parse("test.conf", "study { " + BASE + "\n" + text + " }");
    }

    private static Plan plan(String text) {
        return plan(text, Set.of());
    }

    private static Plan plan(String text, Set<String> published) {
        return plan(study(text), "fingerprint", "1.0", published);
    }

    private static Plan plan(Study study, String fingerprint, String version, Set<String> published) {
        DatasetFacts facts = study.dataset().facts().orElseThrow();
        return Plan.of(study, facts, fingerprint, version, CostModel.DEFAULT, published::contains);
    }

    private static List<Trial> trials(Plan plan) {
        return plan.trainings().stream()
                .map(Training::trials)
                .flatMap(Collection::stream)
                .toList();
    }

    private static Map<String, String> idsByLabel(Plan plan) {
        return trials(plan).stream().collect(Collectors.toMap(Trial::cellLabel, Trial::id, (a, b) -> a, TreeMap::new));
    }

    private static String onlyId(String text) {
        return trials(plan(text)).stream()
                .map(Trial::id)
                .reduce((a, b) -> {
                    throw new AssertionError("More than one trial");
                })
                .orElseThrow();
    }

    @Test
    void trialsAreCellsTimesReplicates() {
        Plan plan = plan("replicates = 5, grid { training.batch-size = [2, 4], network.dropout = [0, 0.5, 0.7] }");

        assertThat(plan.cells()).isEqualTo(6);
        assertThat(plan.trials()).isEqualTo(30);
        assertThat(trials(plan)).extracting(Trial::id).hasSize(30).doesNotHaveDuplicates();
        assertThat(trials(plan)).extracting(Trial::cellId).hasSize(30);
        assertThat(trials(plan).stream().map(Trial::cellId).distinct()).hasSize(6);
        assertThat(trials(plan)).extracting(Trial::id).allMatch(id -> id.matches("[0-9a-f]{32}"));
        assertThat(trials(plan)).extracting(Trial::cellId).allMatch(id -> id.matches("[0-9a-f]{32}"));
    }

    @Test
    void aTrialTellsItsCell() {
        Trial trial = trials(plan("grid { training.batch-size = [4], augmentation = [crop-flip] }"))
                .get(0);

        assertThat(trial.cellLabel()).isEqualTo("augmentation=crop-flip, training.batch-size=4");
        assertThat(trial.axes()).isEqualTo(Map.of("augmentation", "crop-flip", "training.batch-size", "4"));
    }

    /** Canonical settings omit the value that switches something off; the axis keeps it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "network.ghost-batch-size = [0, 4]",
                "training.label-smoothing = [0, 0.1]",
                "training.freeze-batch-norm-after = [1, 0.5]",
                "training.learning-rate-schedule = [constant, cosine]",
                "training.warm-up = [0, 0.1]",
                "network.dropout-rescale = [true, false]"
            })
    void anAxisKeepsTheValueThatSettingsOmit(String axis) {
        Plan plan =
                plan("trial.network { dropout = 0.3, normalization = batch }, replicates = 1, grid { " + axis + " }");
        String key = axis.substring(0, axis.indexOf(' '));

        assertThat(trials(plan)).extracting(Trial::cellLabel).hasSize(2).doesNotHaveDuplicates();
        assertThat(trials(plan)).allSatisfy(trial -> assertThat(trial.axes()).containsOnlyKeys(key));
    }

    @Test
    void anAxisWithoutEffectIsNotACells() {
        Plan plan =
                plan("replicates = 1, grid { network.dropout = [0, 0.3], network.dropout-rescale = [true, false] }");

        assertThat(trials(plan))
                .extracting(Trial::cellLabel)
                .containsExactlyInAnyOrder(
                        "network.dropout=0",
                        "network.dropout=0.3, network.dropout-rescale=true",
                        "network.dropout=0.3, network.dropout-rescale=false");
    }

    @Test
    void idsDoNotDependOnThePlaceInTheGrid() {
        Map<String, String> small = idsByLabel(plan("grid { training.batch-size = [4, 8] }"));
        Map<String, String> larger = idsByLabel(plan("grid { training.batch-size = [2, 8, 16, 4] }"));

        assertThat(larger).containsAllEntriesOf(small).hasSize(4);
        assertThat(onlyId("trial.training.batch-size = 8")).isEqualTo(small.get("training.batch-size=8"));
        assertThat(onlyId("trial.training.batch-size = 4, grid { training.batch-size = [8] }"))
                .isEqualTo(small.get("training.batch-size=8"));
    }

    @Test
    void idsDoNotDependOnReplicatesNamesOrTheWayNumbersAreWritten() {
        String id = onlyId("trial.network.dropout = 0.1");

        assertThat(List.of(
                        "trial.network.dropout = 0.10",
                        "trial.network.dropout = 1e-1",
                        "trial.network.dropout = \"0.1\"",
                        "trial.network.dropout = 0.1, name = other",
                        "trial.network.dropout = 0.1, trial.network.groups = 7",
                        "trial.network.dropout = 0.1, trial.training.batch-size = 32.0",
                        "trial.network.dropout = 0.1, trial.augmentation = { name = nothing, train = [], eval = [] }"))
                .map(PlanTest::onlyId)
                .containsOnly(id);
        assertThat(trials(plan("trial.network.dropout = 0.1, replicates = 3")))
                .filteredOn(trial -> trial.replicate() == 0)
                .extracting(Trial::id)
                .containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed = 2",
                "dataset.kind = synthetic",
                "evaluation.batch-size = 128",
                "evaluation.batch-statistics-draws = 2",
                "evaluation.every-epochs = 2",
                "evaluation.corners = factorial",
                "evaluation.batch-statistics-batch-sizes = [2]",
                "evaluation.eval-batch-sizes = [1]",
                "evaluation.mistakes = false",
                "evaluation.bootstrap-resamples = 10",
                "evaluation.remedies.ema-decays = [0.5]",
                "evaluation.layers.channels = true",
                "trial.network = simplenet",
                "trial.network.widths = [9]",
                "trial.network.widths = [8, 8]",
                "trial.network.kernel = 5",
                "trial.network.normalization = layer",
                "trial.network.normalization = none",
                "trial.network.normalization = group",
                "trial.network { normalization = group, groups = 8 }",
                "trial.network.batch-norm-momentum = 0.2",
                "trial.network.batch-norm-momentum = cumulative",
                "trial.network.batch-norm-momentum = 0",
                "trial.network.bias = true",
                "trial.network.dropout = 0",
                "trial.network.dropout-place = before-norm",
                "trial.network.dropout-place = after-norm",
                "trial.training.batch-size = 31",
                "trial.training.composition = class-sorted",
                "trial.training.composition = domain-alternating",
                "trial.training.composition { kind = domain-alternating, second-domain = [] }",
                "trial.training.epochs = 2",
                "trial.training.steps = 3",
                "trial.training.learning-rate = 0.06",
                "trial.training.learning-rate-scaling = sqrt",
                "trial.training.learning-rate-scaling = linear",
                "trial.training { learning-rate-scaling = linear, reference-batch-size = 31 }",
                "trial.training.momentum = 0.8",
                "trial.training.nesterov = true",
                "trial.training.weight-decay = 0",
                "trial.training.learning-rate-schedule = cosine",
                "trial.training.learning-rate-schedule = step",
                "trial.training.warm-up = 0.1",
                "trial.training.freeze-batch-norm-after = 0.5",
                "trial.training.label-smoothing = 0.1",
                "trial.network.ghost-batch-size = 16",
                "trial.network.dropout-unit = channel",
                "trial.network.dropout-rescale = false",
                "trial.augmentation = crop-flip",
                "trial.augmentation = crop-flip-kept",
                "trial.augmentation { name = none, eval = [random-horizontal-flip] }"
            })
    void everySettingThatHasAnEffectIsInTheId(String change) {
        String text = change.startsWith("trial.network = simplenet")
                ? "study { name = test, replicates = 1, " + change + " }"
                : "study { " + BASE + "\n" + change + " }";
        Study changed = StudyReader.parse("test.conf", text);
        String fingerprint = changed.dataset().name().equals("synthetic") ? "other" : "fingerprint";

        assertThat(trials(plan(changed, fingerprint, "1.0", Set.of())))
                .singleElement()
                .extracting(Trial::id)
                .isNotEqualTo(onlyId(""));
    }

    @Test
    void everyChangeMakesAnotherId() {
        List<String> changes = List.of(
                "",
                "trial.network.normalization = group",
                "trial.network { normalization = group, groups = 8 }",
                "trial.network.batch-norm-momentum = 0",
                "trial.network.batch-norm-momentum = cumulative",
                "trial.training.epochs = 2",
                "trial.training.steps = 2",
                "trial.augmentation = crop-flip",
                "trial.augmentation = crop-flip-kept");

        assertThat(changes).map(PlanTest::onlyId).doesNotHaveDuplicates();
    }

    @Test
    void datasetAndEngineAreInTheId() {
        Study study = study("");
        assertThat(List.of(
                        trials(plan(study, "fingerprint", "1.0", Set.of())),
                        trials(plan(study, "another", "1.0", Set.of())),
                        trials(plan(study, "fingerprint", "1.1", Set.of()))))
                .map(trials -> trials.get(0).id())
                .doesNotHaveDuplicates();
    }

    @Test
    void cellsThatDifferInNothingThatHasAnEffectAreOne() {
        Plan plan = plan("grid { network.normalization = [batch, group, none], network.groups = [2, 4], "
                + "network.batch-norm-momentum = [0.1, 0.9, cumulative] }");

        assertThat(plan.cells()).isEqualTo(3 + 2 + 1);
        assertThat(idsByLabel(plan).keySet())
                .containsExactly(
                        "network.batch-norm-momentum=0.1, network.normalization=batch",
                        "network.batch-norm-momentum=0.9, network.normalization=batch",
                        "network.batch-norm-momentum=cumulative, network.normalization=batch",
                        "network.groups=2, network.normalization=group",
                        "network.groups=4, network.normalization=group",
                        "network.normalization=none");
    }

    @Test
    void trialsThatDifferOnlyInTheirEvaluationShareATraining() {
        Plan plan = plan("replicates = 2, grid { augmentation = [none, crop-flip, crop-flip-kept] }");

        assertThat(plan.trials()).isEqualTo(6);
        assertThat(plan.trainings()).hasSize(4);
        assertThat(plan.trainings().stream()
                        .filter(training -> training.trials().size() == 2))
                .hasSize(2)
                .allSatisfy(training -> {
                    assertThat(training.trials())
                            .extracting(trial -> trial.config().augmentation().name())
                            .containsExactlyInAnyOrder("crop-flip", "crop-flip-kept");
                    assertThat(training.trials()).extracting(Trial::replicate).containsOnly(training.replicate());
                });
    }

    @Test
    void publishedTrialsAreLeftOut() {
        String grid = "replicates = 2, grid { augmentation = [none, crop-flip, crop-flip-kept] }";
        List<Trial> all = trials(plan(grid));
        Set<String> published = all.stream().limit(4).map(Trial::id).collect(Collectors.toSet());

        Plan rest = plan(grid, published);

        assertThat(rest.trials()).isEqualTo(6);
        assertThat(rest.published()).hasSize(4);
        assertThat(rest.pending()).isEqualTo(2);
        assertThat(trials(rest)).containsExactlyInAnyOrderElementsOf(all.subList(4, 6));
        assertThat(plan(grid, all.stream().map(Trial::id).collect(Collectors.toSet()))
                        .trainings())
                .isEmpty();
    }

    @Test
    void aPartOfAPlanKnowsOnlyItsTrials() {
        String grid = "replicates = 2, grid { augmentation = [none, crop-flip, crop-flip-kept] }";
        List<Trial> all = trials(plan(grid));
        Set<String> published = all.stream().limit(2).map(Trial::id).collect(Collectors.toSet());
        Set<String> chosen = all.stream().skip(1).limit(2).map(Trial::id).collect(Collectors.toSet());

        Plan part = plan(grid, published).only(chosen::contains);

        assertThat(part.trialIds()).isEqualTo(chosen);
        assertThat(part.trials()).isEqualTo(2);
        assertThat(part.published()).containsExactly(all.get(1).id());
        assertThat(trials(part)).containsExactly(all.get(2));
        assertThat(plan(grid, published).only(trial -> false).trainings()).isEmpty();
        assertThat(plan(grid, published).trialIds()).hasSize(6);
    }

    @Test
    void aTrainingKeepsItsIdWhenSomeOfItsTrialsArePublished() {
        String grid = "grid { augmentation = [crop-flip, crop-flip-kept] }";
        Training whole = plan(grid).trainings().get(0);
        Training half =
                plan(grid, Set.of(whole.trials().get(0).id())).trainings().get(0);

        assertThat(half.id()).isEqualTo(whole.id());
        assertThat(half.trials()).containsExactly(whole.trials().get(1));
        assertThat(half.predictedSeconds()).isLessThan(whole.predictedSeconds());
    }

    @Test
    void trainingsAreInOneOrderLongestFirst() {
        String grid =
                "replicates = 3, grid { training.batch-size = [2, 8, 32], training.epochs = [1, 5], network.dropout = [0, 0.5] }";
        List<Training> trainings = plan(grid).trainings();

        assertThat(trainings)
                .hasSize(36)
                .isSortedAccordingTo(Comparator.comparingDouble(Training::predictedSeconds)
                        .reversed()
                        .thenComparing(Training::id));
        assertThat(trainings.get(0).training().batchSize()).isEqualTo(2);
        assertThat(trainings.get(0).training().duration().count()).isEqualTo(5);
        assertThat(plan(grid).trainings()).isEqualTo(trainings);
    }

    @Test
    void comparedCellsHaveTheSameSeedAndReplicatesAnother() {
        List<Trial> trials =
                trials(plan("replicates = 4, grid { training.batch-size = [2, 4], network.dropout = [0, 0.5] }"));

        assertThat(trials.stream().collect(Collectors.groupingBy(Trial::replicate, Collectors.toList())))
                .hasSize(4)
                .allSatisfy((replicate, ofOne) -> assertThat(ofOne)
                        .extracting(Trial::seed)
                        .hasSize(4)
                        .containsOnly(ofOne.get(0).seed()));
        assertThat(trials.stream().map(Trial::seed).distinct()).hasSize(4);
        assertThat(trials(plan("seed = 2")).get(0).seed())
                .isNotEqualTo(trials(plan("")).get(0).seed());
    }

    @Test
    void trainingsArriveOnExecutorsAsTheyWere() throws IOException, ClassNotFoundException {
        List<Training> trainings =
                plan("grid { augmentation = [none, crop-flip-kept] }").trainings();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            for (Training training : trainings) {
                out.writeObject(training);
            }
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (Training training : trainings) {
                assertThat(in.readObject()).isEqualTo(training);
            }
        }
    }

    private static final String MILLION = "grid { "
            + "training.batch-size = " + numbers(1, 10)
            + ", training.epochs = " + numbers(1, 10)
            + ", training.learning-rate = " + numbers(1, 10)
            + ", training.weight-decay = " + numbers(1, 10)
            + ", network.widths = [[4], [5], [6], [7], [8], [9], [10], [11], [12], [13]]"
            + ", network.batch-norm-momentum = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] }";

    private static String numbers(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    @Test
    void aMillionCellsAreCountedAndRefused() {
        assertThatThrownBy(() -> study(MILLION))
                .isInstanceOf(StudyException.class)
                .hasMessage("Cannot use study test.conf: 1 problem\n  study.grid: expected at most 100000 trials, or "
                        + "study.sample for a random subset of the cells, received 1000000 cells × 1 replicates = "
                        + "1000000 trials");
    }

    @Test
    void aSampleOfAMillionCellsIsPlanned() {
        Plan plan = plan(MILLION + ", sample = 100, replicates = 3");

        assertThat(plan.cells()).isEqualTo(100);
        assertThat(trials(plan)).extracting(Trial::id).hasSize(300).doesNotHaveDuplicates();
    }
}
