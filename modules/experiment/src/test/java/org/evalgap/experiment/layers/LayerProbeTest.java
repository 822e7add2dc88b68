package org.evalgap.experiment.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import org.evalgap.experiment.config.Study;
import org.evalgap.experiment.config.StudyReader;
import org.evalgap.experiment.config.TrialConfig;
import org.evalgap.experiment.data.ByteSource;
import org.evalgap.experiment.data.Dataset;
import org.evalgap.experiment.data.DatasetReader;
import org.evalgap.experiment.random.Seed;
import org.evalgap.experiment.training.TrainingWalk;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Recalibration;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.junit.jupiter.api.Test;

class LayerProbeTest {

    private static final String LAYERS = """
            network { kind = layers, layers = [
              { kind = conv2d, channels = 4 }, batch-norm, relu, { kind = dropout, probability = 0.3 }, batch-norm
              { kind = conv2d, channels = 4 }, { kind = group-norm, groups = 2 }, max-pool2d, flatten, { kind = linear, features = 3 }
            ] }
            """;

    private final Study study = StudyReader.parse("tiny.conf", """
            study {
              name = tiny
              dataset { kind = synthetic, height = 8, width = 8, channels = 2, classes = 3, train-per-class = 64, test-per-class = 100, noise = 60 }
              trial { %s, training { batch-size = 16 } }
            }
            """.formatted(LAYERS));
    private final Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
    private final TrialConfig trial =
            study.trial(study.cells().stream().findFirst().orElseThrow());

    private Network network() {
        return Network.create(
                trial.network().spec(dataset.train().shape(), dataset.classes()),
                Precision.FLOAT,
                new Seed(1).generator());
    }

    private List<LayerFigures> figures(Network network, boolean channels) {
        return new LayerProbe(network, trial.training(), 50, trial.augmentation(), dataset, new Seed(3), () -> {})
                .measure(channels);
    }

    /** The population estimate of the probe's own walk. */
    private void recalibrate(Network network, Recalibration.Estimator estimator) {
        Recalibration recalibration = new Recalibration(network);
        var dropout = new Seed(3).child("dropout").generator();
        try (Pass pass = network.forwardPass(16, Mode.TRAIN)) {
            new TrainingWalk(
                            network.spec(),
                            trial.training(),
                            trial.augmentation().train(),
                            dataset,
                            new Seed(3).child("walk"),
                            () -> {})
                    .forEach((images, size, domain) -> {
                        pass.forward(images, dropout);
                        recalibration.add(pass);
                    });
        }
        recalibration.apply(estimator);
    }

    @Test
    void statisticsOfThePopulationAreAtNoDistance() {
        try (Network network = network()) {
            LayerFigures.Statistics untrained =
                    figures(network, false).get(1).statistics().orElseThrow();
            assertThat(untrained.meanDistance()).isGreaterThan(0.1);
            assertThat(untrained.startWeight()).hasValue(1);
            assertThat(untrained.advice()).contains(MomentumAdvice.RAISE);

            recalibrate(network, Recalibration.Estimator.POPULATION);
            for (LayerFigures figures : figures(network, false).subList(0, 2)) {
                LayerFigures.Statistics statistics = figures.statistics().orElseThrow();
                assertThat(statistics.meanDistance()).isLessThan(1e-5);
                assertThat(statistics.varianceLogRatio()).isCloseTo(0, within(1e-5));
                assertThat(statistics.divergence()).isCloseTo(0, within(1e-5));
                assertThat(statistics.batches()).isEqualTo(12);
                assertThat(statistics.values()).isEqualTo(16 * 64);
                assertThat(statistics.effectiveValues().orElseThrow())
                        .isGreaterThan(1)
                        .isLessThan(2 * 16 * 64);
                assertThat(statistics.advice()).contains(MomentumAdvice.FINE);
            }
            recalibrate(network, Recalibration.Estimator.CUMULATIVE);
            assertThat(figures(network, false).get(0).statistics().orElseThrow().withinLogRatio())
                    .isLessThan(1e-5);
        }
    }

    @Test
    void dropoutRightAheadOfANormShiftsItsVarianceAsTheorySays() {
        try (Network network = network()) {
            recalibrate(network, Recalibration.Estimator.POPULATION);
            List<LayerFigures> figures = figures(network, false);
            assertThat(figures.get(0).shift()).isEmpty();
            assertThat(figures.get(1).dropout()).hasValue(0.3);
            LayerFigures.Shift direct = figures.get(1).shift().orElseThrow();
            assertThat(direct.varianceRatio() / direct.closedForm().orElseThrow())
                    .isCloseTo(1, within(0.02));
            assertThat(direct.varianceRatio()).isLessThan(0.8);
            assertThat(direct.mean()).isLessThan(0.05);
            assertThat(figures.get(2).dropout()).isEmpty();
            assertThat(figures.get(2).shift().orElseThrow().closedForm()).isEmpty();
        }
    }

    @Test
    void aNormWithoutRunningStatisticsHasNoFiguresOfThem() {
        try (Network network = network()) {
            LayerFigures group = figures(network, false).get(2);
            assertThat(group.kind()).isEqualTo("group");
            assertThat(group.statistics()).isEmpty();
            assertThat(group.composition()).isEmpty();
        }
    }

    /** Squares of the distances average; so do logarithms and shares. */
    @Test
    void aLayersFiguresAreThoseOfItsChannelsTogether() {
        try (Network network = network()) {
            List<LayerFigures> figures = figures(network, true);
            assertThat(figures).hasSize(3 * (1 + 4));
            LayerFigures.Statistics layer = figures.get(0).statistics().orElseThrow();
            double squares = 0;
            double logRatio = 0;
            double escape = 0;
            for (int c = 0; c < 4; c++) {
                assertThat(figures.get(1 + c).channel()).isEqualTo(OptionalInt.of(c));
                LayerFigures.Statistics channel =
                        figures.get(1 + c).statistics().orElseThrow();
                squares += channel.meanDistance() * channel.meanDistance() / 4;
                logRatio += channel.varianceLogRatio() / 4;
                escape += channel.rangeEscape() / 4;
            }
            assertThat(layer.meanDistance()).isCloseTo(Math.sqrt(squares), within(1e-12));
            assertThat(layer.varianceLogRatio()).isCloseTo(logRatio, within(1e-12));
            assertThat(layer.rangeEscape()).isCloseTo(escape, within(1e-12));
            assertThat(figures.get(0).composition()).isPresent();
            assertThat(figures.get(1).composition()).isEmpty();
        }
    }

    @Test
    void activationsBeyondWhatTrainingShowedEscape() {
        try (Network network = network()) {
            recalibrate(network, Recalibration.Estimator.POPULATION);
            double fitting =
                    figures(network, false).get(0).statistics().orElseThrow().rangeEscape();
            // A running variance that is far too small makes every activation look extreme.
            var running = network.runningStatistics().get(0);
            for (int c = 0; c < running.channels(); c++) {
                running.set(c, running.mean(c), 1e-6 * running.variance(c));
            }
            double shrunken =
                    figures(network, false).get(0).statistics().orElseThrow().rangeEscape();
            assertThat(fitting).isLessThan(0.02);
            assertThat(shrunken).isGreaterThan(0.5);
        }
    }

    @Test
    void lookingChangesNothingAndIsRepeatable() {
        try (Network network = network()) {
            long before = network.fingerprint();
            assertThat(figures(network, true)).isEqualTo(figures(network, true));
            assertThat(network.fingerprint()).isEqualTo(before);
        }
    }
}
