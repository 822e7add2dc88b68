package org.evalgap.experiment.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.ImageSet;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.experiment.training.DivergedException;
import org.evalgap.experiment.trial.TrialRunner;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.Test;

class LearningRateTuningTest {

    private static Study study(String training) {
        return StudyReader.parse("tiny.conf", """
                study {
                  name = tiny, replicates = 2
                  dataset {
                    kind = synthetic, height = 8, width = 8, channels = 1, classes = 3
                    train-per-class = 30, test-per-class = 15, noise = 60
                  }
                  trial {
                    network { kind = cnn, widths = [4], dropout = 0 }
                    training { epochs = 3, batch-size = 8, %s }
                  }
                  evaluation { mistakes = false, every-epochs = 0 }
                }
                """.formatted(training));
    }

    private static Dataset dataset(Study study) {
        return DatasetReader.read(study.dataset(), ByteSource.local());
    }

    private static List<Training> trainings(Study study, Dataset dataset) {
        return Plan.whole(study, dataset).trainings();
    }

    private static TunedRate chosen(Study study, Dataset dataset, int replicate) {
        Training training = trainings(study, dataset).get(replicate);
        return choose(study, dataset, training, () -> {});
    }

    private static TunedRate chosen(String tuning) {
        Study study = study("tuning { " + tuning + " }");
        return chosen(study, dataset(study), 0);
    }

    @Test
    void theBestCandidateIsChosenAndAllAreRecorded() {
        TunedRate tuned = chosen("candidates = [0.05, 1e-7]");
        assertThat(tuned.rate()).isEqualTo(0.05);
        assertThat(tuned.scores().keySet()).containsExactly(1e-7, 0.05);
        assertThat(tuned.scores().get(0.05).getAsDouble())
                .isGreaterThan(tuned.scores().get(1e-7).getAsDouble());
        assertThat(tuned.json())
                .isEqualTo("{\"0.05\":" + tuned.scores().get(0.05).getAsDouble() + ",\"1E-7\":"
                        + tuned.scores().get(1e-7).getAsDouble() + "}");
    }

    @Test
    void ofLossesTheLowestIsBest() {
        TunedRate tuned = chosen("candidates = [1e-7, 0.05], criterion = loss, statistics = running");
        assertThat(tuned.rate()).isEqualTo(0.05);
        assertThat(tuned.scores().get(0.05).getAsDouble())
                .isLessThan(tuned.scores().get(1e-7).getAsDouble());
    }

    @Test
    void ofEquallyGoodCandidatesTheLowestIsChosen() {
        // So low that no weight moves: the same network.
        assertThat(chosen("candidates = [1e-29, 1e-30]").rate()).isEqualTo(1e-30);
    }

    @Test
    void aCandidateThatDivergesIsRecordedAndNotChosen() {
        TunedRate tuned = chosen("candidates = [0.05, 1e30]");
        assertThat(tuned.rate()).isEqualTo(0.05);
        assertThat(tuned.scores().get(1e30)).isEmpty();
        assertThat(tuned.json()).endsWith(":\"diverged\"}");
        assertThatThrownBy(() -> chosen("candidates = [1e29, 1e30]")).isInstanceOf(DivergedException.class);
    }

    @Test
    void allReplicatesChooseTheSame() {
        Study study = study("tuning.candidates = [0.05, 0.02, 0.1]");
        Dataset dataset = dataset(study);
        assertThat(chosen(study, dataset, 1)).isEqualTo(chosen(study, dataset, 0));
    }

    /** Test images of noise change no score. */
    @Test
    void trialsThatAskAtOnceShareTheCandidates() throws Exception {
        Study study = study("tuning { candidates = [0.011, 0.051] }");
        Dataset dataset = dataset(study);
        List<Training> trainings = trainings(study, dataset);
        CountDownLatch firstIsTraining = new CountDownLatch(1);
        CountDownLatch secondIsTraining = new CountDownLatch(1);
        AtomicInteger batchesOfFirst = new AtomicInteger();
        AtomicInteger batchesOfSecond = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<TunedRate> first = threads.submit(() -> choose(study, dataset, trainings.get(0), () -> {
                batchesOfFirst.incrementAndGet();
                firstIsTraining.countDown();
                await(secondIsTraining);
            }));
            firstIsTraining.await();
            Future<TunedRate> second = threads.submit(() -> choose(study, dataset, trainings.get(1), () -> {
                batchesOfSecond.incrementAndGet();
                secondIsTraining.countDown();
            }));
            assertThat(first.get().json()).isEqualTo(second.get().json());
            assertThat(batchesOfFirst).hasValue(batchesOfSecond.get());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aCandidateThatWasStoppedIsTriedByTheNext() throws Exception {
        Study study = study("tuning { candidates = [0.012, 0.052] }");
        Dataset dataset = dataset(study);
        List<Training> trainings = trainings(study, dataset);
        CountDownLatch firstIsTraining = new CountDownLatch(1);
        CountDownLatch secondIsTraining = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<TunedRate> first = threads.submit(() -> choose(study, dataset, trainings.get(0), () -> {
                firstIsTraining.countDown();
                await(secondIsTraining);
                throw new IllegalStateException("stopped");
            }));
            firstIsTraining.await();
            Future<TunedRate> second =
                    threads.submit(() -> choose(study, dataset, trainings.get(1), secondIsTraining::countDown));
            assertThatThrownBy(first::get).hasRootCauseMessage("stopped");
            assertThat(second.get().scores().keySet()).containsExactly(0.012, 0.052);
        } finally {
            threads.shutdownNow();
        }
    }

    private static TunedRate choose(Study study, Dataset dataset, Training training, Runnable checkpoint) {
        return new LearningRateTuning(dataset, study.evaluation(), checkpoint)
                .choose(training, training.training().choice().orElseThrow());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theTestImagesAreNeverSeen() {
        Study study = study("tuning { candidates = [0.05, 0.01], validation = 0.3 }");
        Dataset dataset = dataset(study);
        byte[] noise = new byte[dataset.test().pixels().length];
        new SplittableRandom(1).nextBytes(noise);
        byte[] labels = new byte[dataset.test().size()];
        Dataset other = new Dataset(
                dataset.name(),
                dataset.classes(),
                dataset.train(),
                new ImageSet(dataset.test().shape(), noise, labels),
                dataset.mean(),
                dataset.standardDeviation());
        assertThat(other.fingerprint()).as("nothing is remembered of the other").isNotEqualTo(dataset.fingerprint());
        assertThat(chosen(study, other, 0)).isEqualTo(chosen(study, dataset, 0));
    }

    /** What follows the choice is a training with that rate on all training images. */
    @Test
    void aTrialTrainsWithTheChosenRateAndSaysSo() {
        Study study = study("learning-rate-scaling = linear, tuning.candidates = [1e-7, 0.05]");
        Study plain = study("learning-rate-scaling = linear, learning-rate = 0.05");
        TrialResult tuned = first(study);
        TrialResult set = first(plain);

        assertThat(tuned.trial().status()).as(tuned.trial().reason()).isEqualTo(TrialStatus.OK);
        assertThat(tuned.trial().tunedLearningRate()).isEqualTo(0.05);
        assertThat(tuned.trial().tuning()).contains("\"0.05\":");
        assertThat(tuned.trial().learningRate())
                .isEqualTo(set.trial().learningRate())
                .isEqualTo(0.05 / 4);
        assertThat(tuned.trial().trainLoss()).isEqualTo(set.trial().trainLoss());
        assertThat(tuned.evaluations())
                .extracting(row -> row.accuracy())
                .isEqualTo(set.evaluations().stream().map(row -> row.accuracy()).toList());
        assertThat(tuned.trial().trialId()).isNotEqualTo(set.trial().trialId());
        assertThat(set.trial().tunedLearningRate()).isNull();
        assertThat(set.trial().tuning()).isNull();
    }

    private static TrialResult first(Study study) {
        Dataset dataset = dataset(study);
        Training training = trainings(study, dataset).stream()
                .filter(each -> each.replicate() == 0)
                .findFirst()
                .orElseThrow();
        return new TrialRunner(study.name(), dataset, study.evaluation(), () -> {})
                .run(training)
                .get(0);
    }
}
