package org.evalgap.experiment.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.data.tools.Stopwatch;
import org.evalgap.nn.kernel.NativeBackend;
import org.evalgap.nn.program.Mode;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.rows.EpochRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.StatisticsCauseRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;

class TrialRunnerTest {

    private static final String STUDY = """
            study {
              name = tiny
              replicates = 1
              dataset { kind = synthetic, height = 9, width = 9, channels = 2, classes = 3, train-per-class = 11, test-per-class = 7 }
              trial {
                network { kind = cnn, widths = [4], dropout = 0.25 }
                training { epochs = 2, batch-size = 6, learning-rate = 0.02 }
              }
              %s
            }
            """;

    private static Study study(String rest) {
        return StudyReader.parse("tiny.conf", STUDY.formatted(rest));
    }

    private static Dataset dataset(Study study) {
        return DatasetReader.read(study.dataset(), ByteSource.local());
    }

    /** Corruptions of the images under evaluation need no training of their own, and each trial has its own time. */
    @Test
    void trialsOfOneTrainingShareNoTimeOfTheirEvaluations() {
        Study study = study("""
                evaluation.every-epochs = 1
                grid.augmentation = [
                  none
                  { name = noise, eval = [{ kind = corruption, of = gaussian-noise, severity = 5 }] }
                  { name = contrast, eval = [{ kind = corruption, of = contrast, severity = 5 }] }
                  { name = shear, eval = [{ kind = corruption, of = shear, severity = 5 }] }
                ]
                """);
        List<Training> trainings = trainings(study);
        assertThat(trainings).hasSize(1);
        Stopwatch stopwatch = new Stopwatch();
        List<TrialResult> results = run(study, trainings.get(0));
        double elapsed = stopwatch.seconds();

        assertThat(results).hasSize(4);
        assertThat(results.stream()
                        .map(result -> accuracy(result, Protocol.TRAINING_LOG))
                        .distinct())
                .hasSize(1);
        assertThat(results.stream()
                        .map(result -> result.evaluation(Protocol.DEPLOYED)
                                .orElseThrow()
                                .loss())
                        .distinct())
                .hasSize(4);
        assertThat(results)
                .allSatisfy(
                        result -> assertThat(result.trial().evaluationSeconds()).isPositive());
        assertThat(results.get(0).trial().trainSeconds()
                        + results.stream()
                                .mapToDouble(result -> result.trial().evaluationSeconds())
                                .sum())
                .isLessThanOrEqualTo(elapsed);
    }

    private static List<Training> trainings(Study study) {
        return Plan.whole(study, dataset(study)).trainings();
    }

    private static List<TrialResult> run(Study study, Training training) {
        return new TrialRunner(study.name(), dataset(study), study.evaluation(), () -> {}).run(training);
    }

    @Test
    void causesOfWrongStatisticsAddUpToTheDegradation() {
        TrialResult result = only(study(""));
        double trainMode = accuracy(result, Protocol.FORGOT_EVAL);
        double evalMode = accuracy(result, Protocol.DEPLOYED);
        assertThat(result.statisticsCauses().stream()
                        .mapToDouble(row -> row.accuracyLost().mean())
                        .sum())
                .isCloseTo(trainMode - evalMode, within(1e-9));
        assertThat(result.statisticsCauses())
                .extracting(StatisticsCauseRow::cause)
                .containsExactly(StatisticsCause.values());
        // One norm, with the statistics as trained and without each of six causes.
        assertThat(result.statisticsDistances()).hasSize(7);

        assertThat(only(study("evaluation.statistics-causes = false")).statisticsCauses())
                .isEmpty();
        assertThat(only(study("trial.network.normalization = group")).statisticsCauses())
                .isEmpty();
    }

    @Test
    void batchRenormalizationIsMeasuredAsBatchNormIs() {
        TrialResult result = only(study("trial.network.normalization = batch-renorm"));
        assertThat(result.trial().finished()).isTrue();
        assertThat(result.trial().cellSettings().normalization()).isEqualTo("batch-renorm");
        assertThat(result.layers()).isNotEmpty().allSatisfy(row -> {
            assertThat(row.figures().normalization()).isEqualTo("batch-renorm");
            assertThat(row.figures().statistics().momentum()).isEqualTo(0.01);
        });
        assertThat(result.statisticsCauses())
                .extracting(StatisticsCauseRow::cause)
                .containsExactly(StatisticsCause.values());
        assertThat(result.statisticsCauses())
                .extracting(StatisticsCauseRow::statistics)
                .containsOnly(StatisticsState.UPDATED);
    }

    private static double accuracy(TrialResult result, Protocol protocol) {
        return result.evaluation(protocol).orElseThrow().accuracy();
    }

    private static TrialResult only(Study study) {
        List<Training> trainings = trainings(study);
        assertThat(trainings).hasSize(1);
        List<TrialResult> results = run(study, trainings.get(0));
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    /** Everything but times and places. */
    private static String metrics(List<TrialResult> results) {
        Map<String, String> byTrial = new TreeMap<>();
        for (TrialResult result : results) {
            List<String> lines = new ArrayList<>();
            lines.add(result.trial().status() + " " + result.trial().reason() + " "
                    + result.trial().steps() + " " + result.trial().trainLoss());
            for (EpochRow row : result.epochs()) {
                lines.add(row.epoch() + " " + row.step() + " " + row.trainLoss() + " " + row.trainAccuracy() + " "
                        + row.testAccuracyTrainMode() + " " + row.testLossTrainMode() + " "
                        + row.testAccuracyEvalMode() + " " + row.testLossEvalMode());
            }
            result.evaluations().forEach(row -> lines.add(row.toString()));
            byTrial.put(result.trial().trialId(), String.join("\n", lines));
        }
        return byTrial.toString();
    }

    @Test
    void aTrialLeavesItsRows() {
        TrialResult result = only(study(""));

        assertThat(result.trial().status()).isEqualTo(TrialStatus.OK);
        assertThat(result.trial().reason()).isNull();
        // 33 images in batches of 6, twice.
        assertThat(result.trial().steps()).isEqualTo(12);
        assertThat(result.epochs()).extracting(EpochRow::epoch).containsExactly(1, 2);
        assertThat(result.epochs()).extracting(EpochRow::step).containsExactly(6L, 12L);
        assertThat(result.trial().trainLoss()).isEqualTo(result.epochs().get(1).trainLoss());
        assertThat(result.evaluations())
                .extracting(EvaluationRow::corner, EvaluationRow::images)
                .contains(tuple(Protocol.TRAINING_LOG, 33), tuple(Protocol.DEPLOYED, 21));
    }

    @Test
    void theLastEpochsModesAreTheFinalOnes() {
        TrialResult result = only(study(""));
        EvaluationRow deployed = result.evaluations().stream()
                .filter(row -> row.corner().equals(Protocol.DEPLOYED))
                .findFirst()
                .orElseThrow();

        assertThat(result.epochs().get(1).testAccuracyEvalMode()).isEqualTo(deployed.accuracy());
        assertThat(result.epochs().get(1).testLossEvalMode()).isEqualTo(deployed.loss());
    }

    @Test
    void sameTrialSameBitsInAnyOrderAndBesideOthers() throws Exception {
        Study study =
                study("replicates = 2, grid { training.batch-size = [4, 6], network.normalization = [batch, group] }");
        Dataset dataset = dataset(study);
        List<Training> trainings = trainings(study);
        List<Training> reversed = new ArrayList<>(trainings);
        Collections.reverse(reversed);
        TrialRunner runner = new TrialRunner(study.name(), dataset, study.evaluation(), () -> {});

        List<TrialResult> first = new ArrayList<>();
        trainings.forEach(training -> first.addAll(runner.run(training)));
        List<TrialResult> backwards = new ArrayList<>();
        reversed.forEach(training -> backwards.addAll(runner.run(training)));
        List<TrialResult> parallel = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<TrialResult>>> tasks = new ArrayList<>();
            trainings.forEach(training -> tasks.add(() -> runner.run(training)));
            for (Future<List<TrialResult>> task : threads.invokeAll(tasks)) {
                parallel.addAll(task.get());
            }
        } finally {
            threads.shutdown();
        }

        assertThat(first).hasSize(8);
        assertThat(metrics(backwards)).isEqualTo(metrics(first));
        assertThat(metrics(parallel)).isEqualTo(metrics(first));
    }

    @Test
    void trialsThatDifferInTheirEvaluationShareATrainingAndItsNumbers() {
        Study study = study("""
                        grid { augmentation = [
                          {name = plain, train = [], eval = []}
                          {name = dimmed, train = [], eval = [{kind = brightness, minimum = 0.5, maximum = 0.5}]}
                        ] }
                        """);
        List<Training> trainings = trainings(study);
        assertThat(trainings).hasSize(1);

        List<TrialResult> results = run(study, trainings.get(0));

        assertThat(results).hasSize(2);
        assertThat(results.get(0).trial().trialId())
                .isNotEqualTo(results.get(1).trial().trialId());
        assertThat(results.get(0).trial().trainLoss())
                .isEqualTo(results.get(1).trial().trainLoss());
        Study plainAlone = study("grid { augmentation = [{name = plain, train = [], eval = []}] }");
        TrialResult alone = only(plainAlone);
        TrialResult shared = results.stream()
                .filter(result -> result.trial().trialId().equals(alone.trial().trialId()))
                .findFirst()
                .orElseThrow();
        assertThat(metrics(List.of(shared))).isEqualTo(metrics(List.of(alone)));
    }

    @Test
    void aDivergedTrialIsARowThatSaysWhen() {
        TrialResult result = only(study("trial.training.learning-rate = 1e12"));

        assertThat(result.trial().status()).isEqualTo(TrialStatus.DIVERGED);
        assertThat(result.trial().reason()).matches("the loss of step \\d+ is (NaN|Infinity)");
        assertThat(result.evaluations()).isEmpty();
    }

    @Test
    void whatATrialThrowsIsItsRow() {
        Study study = study("");
        Training training = trainings(study).get(0);
        Dataset dataset = dataset(study);
        AtomicInteger batches = new AtomicInteger();
        TrialRunner failing = new TrialRunner(study.name(), dataset, study.evaluation(), () -> {
            if (batches.incrementAndGet() == 3) {
                throw new IllegalStateException("third batch");
            }
        });
        TrialRunner exhausted = new TrialRunner(study.name(), dataset, study.evaluation(), () -> {
            throw new OutOfMemoryError("no more");
        });

        assertThat(failing.run(training).get(0).trial().status()).isEqualTo(TrialStatus.FAILED);
        assertThat(failing.run(training).get(0).trial().steps()).isEqualTo(12);
        batches.set(0);
        assertThat(failing.run(training).get(0).trial().reason())
                .startsWith("java.lang.IllegalStateException: third batch at org.evalgap.");
        assertThat(exhausted.run(training).get(0).trial().status()).isEqualTo(TrialStatus.OUT_OF_MEMORY);
        assertThat(exhausted.run(training).get(0).trial().reason())
                .startsWith("java.lang.OutOfMemoryError: no more at org.evalgap.");
    }

    @Test
    void aTrialThatDoesNotFitIntoMemoryLeavesNothingBehind() {
        Study study = study("");
        Training training = trainings(study).get(0);
        List<TrialResult> expected = run(study, training);
        long before = NativeBackend.liveBytes();
        Environment environment = Nd4j.getEnvironment();
        long limit = environment.getDeviceLimit(0);
        environment.setDeviceLimit(0, before + 10_000);
        TrialResult exhausted;
        try {
            exhausted = run(study, training).get(0);
        } finally {
            environment.setDeviceLimit(0, limit);
        }

        assertThat(exhausted.trial().status()).isEqualTo(TrialStatus.OUT_OF_MEMORY);
        assertThat(exhausted.trial().reason()).startsWith("java.lang.RuntimeException: Allocation failed");
        assertThat(NativeBackend.liveBytes()).isLessThanOrEqualTo(before);
        assertThat(metrics(run(study, training))).isEqualTo(metrics(expected));
    }

    @Test
    void aTrialThatStandsStillIsATimeoutWithWhatItHas() {
        Study study = study("");
        Training training = trainings(study).get(0);
        AtomicInteger batches = new AtomicInteger();
        new TrialRunner(study.name(), dataset(study), study.evaluation(), batches::incrementAndGet).run(training);
        TrialRunner stalled = new TrialRunner(study.name(), dataset(study), study.evaluation(), () -> {
            if (batches.decrementAndGet() == 0) {
                throw new TrialRunner.StalledException("no progress for 1s");
            }
        });
        TrialResult result = stalled.run(training).get(0);
        assertThat(result.trial().status()).isEqualTo(TrialStatus.TIMEOUT);
        assertThat(result.trial().reason()).isEqualTo("no progress for 1s");
        assertThat(result.epochs()).hasSize(2);
    }

    @Test
    void aTrialThatCouldNotMakeItsRowHasOne() {
        Study study = study("");
        Training training = trainings(study).get(0);
        TrialResult finished = run(study, training).get(0);
        TrialResult result = UnfinishedTrial.result(
                study.name(), training.trials().get(0), dataset(study), TrialStatus.CRASHED, "its process ended");
        assertThat(result.trial())
                .usingRecursiveComparison()
                .ignoringFields(
                        "status",
                        "reason",
                        "parameters",
                        "steps",
                        "trainLoss",
                        "trainSeconds",
                        "evaluationSeconds",
                        "startedAt",
                        "learned")
                .isEqualTo(finished.trial());
        assertThat(result.trial().status()).isEqualTo(TrialStatus.CRASHED);
        assertThat(result.trial().reason()).isEqualTo("its process ended");
        assertThat(result.trial().trainLoss()).isNull();
        assertThat(result.evaluations()).isEmpty();
    }

    @Test
    void aCancelledTrialHasNoRow() {
        Study study = study("");
        Training training = trainings(study).get(0);
        TrialRunner runner = new TrialRunner(study.name(), dataset(study), study.evaluation(), () -> {
            throw new CancellationException("stop");
        });

        assertThatThrownBy(() -> runner.run(training))
                .isInstanceOf(CancellationException.class)
                .hasMessage("stop");
    }

    @Test
    void whateverHappensTheNativeMemoryIsFreed() {
        Study study = study("");
        Training training = trainings(study).get(0);
        Dataset dataset = dataset(study);
        run(study, training);
        long before = NativeBackend.liveBytes();
        AtomicInteger batches = new AtomicInteger();
        TrialRunner failing = new TrialRunner(study.name(), dataset, study.evaluation(), () -> {
            if (batches.incrementAndGet() == 9) {
                throw new IllegalStateException("ninth batch");
            }
        });

        run(study, training);
        assertThat(NativeBackend.liveBytes()).isEqualTo(before);
        failing.run(training);
        assertThat(NativeBackend.liveBytes()).isEqualTo(before);
    }

    @Test
    void aNormWithoutBatchStatisticsHasNoDegradationWithoutDropout() {
        Study study = study(
                "grid { network.normalization = [group, layer, none], network.dropout = [0] }, evaluation.corners = factorial");
        for (Training training : trainings(study)) {
            TrialResult result = run(study, training).get(0);
            for (EvaluationRow row : result.evaluations()) {
                EvaluationRow twin = result.evaluations().stream()
                        .filter(other -> other.corner().split() == row.corner().split()
                                && other.corner().transform() == row.corner().transform()
                                && other.corner().mode().equals(Mode.EVAL))
                        .findFirst()
                        .orElseThrow();
                assertThat(row.accuracy()).isEqualTo(twin.accuracy());
                assertThat(row.loss()).isEqualTo(twin.loss());
            }
        }
    }
}
