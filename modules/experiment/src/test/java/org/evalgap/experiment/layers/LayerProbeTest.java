package org.evalgap.experiment.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.experiment.training.TrainingWalk;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.Recalibration;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.evalgap.results.layers.DropoutShift;
import org.evalgap.results.layers.LayerFigures;
import org.evalgap.results.layers.MomentumAdvice;
import org.evalgap.results.layers.NormStatistics;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.settings.TrialConfig;
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
            NormStatistics untrained = figures(network, false).get(1).statistics();
            assertThat(untrained.meanDistance()).isGreaterThan(0.1);
            assertThat(untrained.startWeight()).isEqualTo(1);
            assertThat(untrained.momentumAdvice()).isEqualTo(MomentumAdvice.RAISE);

            recalibrate(network, Recalibration.Estimator.POPULATION);
            for (LayerFigures figures : figures(network, false).subList(0, 2)) {
                NormStatistics statistics = figures.statistics();
                assertThat(statistics.meanDistance()).isLessThan(1e-5);
                assertThat(statistics.varianceLogRatio()).isCloseTo(0, within(1e-5));
                assertThat(statistics.divergence()).isCloseTo(0, within(1e-5));
                assertThat(statistics.batches()).isEqualTo(12);
                assertThat(statistics.batchValues()).isEqualTo(16 * 64);
                assertThat(statistics.effectiveValues()).isGreaterThan(1).isLessThan(2 * 16 * 64);
                assertThat(statistics.momentumAdvice()).isEqualTo(MomentumAdvice.FINE);
            }
            recalibrate(network, Recalibration.Estimator.CUMULATIVE);
            assertThat(figures(network, false).get(0).statistics().withinLogRatio())
                    .isLessThan(1e-5);
        }
    }

    @Test
    void dropoutRightAheadOfANormShiftsItsVarianceAsTheorySays() {
        try (Network network = network()) {
            recalibrate(network, Recalibration.Estimator.POPULATION);
            List<LayerFigures> figures = figures(network, false);
            assertThat(figures.get(0).dropout()).isEqualTo(DropoutShift.NONE);
            assertThat(figures.get(1).dropout().dropoutAhead()).isEqualTo(0.3);
            DropoutShift direct = figures.get(1).dropout();
            assertThat(direct.varianceShift() / direct.varianceShiftTheory()).isCloseTo(1, within(0.02));
            assertThat(direct.varianceShift()).isLessThan(0.8);
            assertThat(direct.meanShift()).isLessThan(0.05);
            assertThat(figures.get(2).dropout().dropoutAhead()).isNull();
            assertThat(figures.get(2).dropout().varianceShift()).isNotNull();
            assertThat(figures.get(2).dropout().varianceShiftTheory()).isNull();
        }
    }

    @Test
    void aNormWithoutRunningStatisticsHasNoFiguresOfThem() {
        try (Network network = network()) {
            LayerFigures group = figures(network, false).get(2);
            assertThat(group.normalization()).isEqualTo("group");
            assertThat(group.statistics()).isEqualTo(NormStatistics.NONE);
            assertThat(group.composition()).isNull();
        }
    }

    /** Squares of the distances average; so do logarithms and shares. */
    @Test
    void aLayersFiguresAreThoseOfItsChannelsTogether() {
        try (Network network = network()) {
            List<LayerFigures> figures = figures(network, true);
            assertThat(figures).hasSize(3 * (1 + 4));
            NormStatistics layer = figures.get(0).statistics();
            double squares = 0;
            double logRatio = 0;
            double squaredLogRatio = 0;
            double escape = 0;
            for (int c = 0; c < 4; c++) {
                assertThat(figures.get(1 + c).channel()).isEqualTo(c);
                NormStatistics channel = figures.get(1 + c).statistics();
                squares += channel.meanDistance() * channel.meanDistance() / 4;
                logRatio += channel.varianceLogRatio() / 4;
                squaredLogRatio += channel.varianceLogRatio() * channel.varianceLogRatio() / 4;
                assertThat(channel.varianceDistance()).isEqualTo(Math.abs(channel.varianceLogRatio()));
                escape += channel.rangeEscape() / 4;
            }
            assertThat(layer.meanDistance()).isCloseTo(Math.sqrt(squares), within(1e-12));
            assertThat(layer.varianceLogRatio()).isCloseTo(logRatio, within(1e-12));
            assertThat(layer.varianceDistance()).isCloseTo(Math.sqrt(squaredLogRatio), within(1e-12));
            assertThat(layer.rangeEscape()).isCloseTo(escape, within(1e-12));
            assertThat(figures.get(0).composition()).isNotNull();
            assertThat(figures.get(1).composition()).isNull();
        }
    }

    @Test
    void activationsBeyondWhatTrainingShowedEscape() {
        try (Network network = network()) {
            recalibrate(network, Recalibration.Estimator.POPULATION);
            double fitting = figures(network, false).get(0).statistics().rangeEscape();
            // A running variance that is far too small makes every activation look extreme.
            var running = network.runningStatistics().get(0);
            for (int c = 0; c < running.channels(); c++) {
                running.set(c, running.mean(c), 1e-6 * running.variance(c));
            }
            double shrunken = figures(network, false).get(0).statistics().rangeEscape();
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
