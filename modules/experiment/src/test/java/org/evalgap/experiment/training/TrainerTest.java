package org.evalgap.experiment.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.nn.Network;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.settings.TrialConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerTest {

    private static Study study(double freeze) {
        return StudyReader.parse("tiny.conf", """
                study {
                  name = tiny
                  dataset { kind = synthetic, height = 9, width = 9, channels = 2, classes = 3, train-per-class = 11, test-per-class = 7 }
                  trial.network { kind = cnn, widths = [4] }
                  trial.training { epochs = 2, batch-size = 6, freeze-batch-norm-after = %s }
                }
                """.formatted(freeze));
    }

    /** Twelve steps, of which the first share moves the statistics; weights move to the end. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0.5, 6", "0.75, 9", "1, 12"})
    void frozenStatisticsStandStill(double freeze, int moved) {
        Study study = study(freeze);
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        TrialConfig trial = study.trial(study.cells().stream().findFirst().orElseThrow());
        List<Double> means = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        try (Network network = Network.create(
                        trial.network().spec(dataset.train().shape(), dataset.classes()),
                        Precision.FLOAT,
                        new Seed(1).generator());
                Trainer trainer = new Trainer(network, trial.training(), List.of(), dataset, new Seed(2), () -> {})) {
            RunningStatistics running = network.runningStatistics().get(0);
            trainer.afterStep(() -> {
                means.add(running.mean(0));
                weights.add(network.variables().get(0).values().get(0));
            });
            while (!trainer.isDone()) {
                trainer.trainEpoch();
            }
            assertThat(running.batches()).isEqualTo(moved);
        }
        assertThat(means).hasSize(12);
        assertThat(means.stream().distinct()).hasSize(Math.max(1, moved));
        assertThat(weights).doesNotHaveDuplicates();
    }

    /** A norm that divides by what is not finite, or a ReLU, could hide that a weight is not a number. */
    @ParameterizedTest
    @CsvSource({"batch, NaN", "group, NaN", "layer, NaN", "none, NaN", "batch, Infinity", "layer, Infinity"})
    void aWeightThatIsNoNumberEndsTheTrainingInItsStep(String normalization, float value) {
        Study study = StudyReader.parse("tiny.conf", """
                study {
                  name = tiny
                  dataset { kind = synthetic, height = 9, width = 9, channels = 2, classes = 3, train-per-class = 11, test-per-class = 7 }
                  trial.network { kind = cnn, widths = [4, 4], normalization = %s }
                  trial.training { epochs = 2, batch-size = 6 }
                }
                """.formatted(normalization));
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        TrialConfig trial = study.trial(study.cells().stream().findFirst().orElseThrow());
        try (Network network = Network.create(
                        trial.network().spec(dataset.train().shape(), dataset.classes()),
                        Precision.FLOAT,
                        new Seed(1).generator());
                Trainer trainer = new Trainer(network, trial.training(), List.of(), dataset, new Seed(2), () -> {})) {
            trainer.afterStep(() -> {
                if (trainer.steps() == 3) {
                    network.variables().get(0).values().set(0, value);
                }
            });
            assertThatThrownBy(trainer::trainEpoch)
                    .isInstanceOf(DivergedException.class)
                    .hasMessageMatching("the loss of step 4 is (NaN|-?Infinity)");
        }
    }

    @Test
    void aWalkShowsEveryImageOnceAsTrainingBatchesThem() {
        Study study = study(1);
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        TrialConfig trial = study.trial(study.cells().stream().findFirst().orElseThrow());
        List<Integer> sizes = new ArrayList<>();
        new TrainingWalk(
                        trial.network().spec(dataset.train().shape(), dataset.classes()),
                        trial.training(),
                        List.of(),
                        dataset,
                        new Seed(1),
                        () -> {})
                .forEach((images, size, domain) -> {
                    sizes.add(size);
                    assertThat(domain).isZero();
                });
        assertThat(sizes).containsExactly(6, 6, 6, 6, 6, 3);
    }
}
