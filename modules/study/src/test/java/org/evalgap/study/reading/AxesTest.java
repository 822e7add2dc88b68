package org.evalgap.study.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.study.settings.DropoutConfig;
import org.evalgap.study.settings.LearningRateSchedule;
import org.evalgap.study.settings.NetworkConfig.Cnn;
import org.evalgap.study.settings.NetworkConfig.SimpleNet;
import org.evalgap.study.settings.NormalizationConfig;
import org.evalgap.study.settings.TrainingConfig.Duration;
import org.evalgap.study.settings.TrainingConfig.Duration.Unit;
import org.evalgap.study.settings.TrainingConfig.LearningRate;
import org.junit.jupiter.api.Test;

/** Axes, and what cells make of the base trial. */
class AxesTest {

    @Test
    void schedulesCanBeAxesWholeOrByTheirKeys() {
        Study study = Studies.study("""
                study {
                  name = test, trial { network = cnn, training.learning-rate-schedule = cosine }
                  grid {
                    training.learning-rate-schedule = [constant, cosine, { kind = step, decay = 0.5 }]
                    training.warm-up = [0, 0.1]
                  }
                }
                """);
        Study last =
                Studies.study("study { name = test, trial { network = cnn, training.learning-rate-schedule = cosine }, "
                        + "grid { training.learning-rate-schedule.last = [0, 0.5] } }");

        assertThat(study.cells().stream()
                        .map(cell -> study.trial(cell).training().learningRate()))
                .extracting(LearningRate::schedule, LearningRate::warmUp)
                .containsExactly(
                        tuple(new LearningRateSchedule.Constant(), 0.0),
                        tuple(new LearningRateSchedule.Constant(), 0.1),
                        tuple(new LearningRateSchedule.Cosine(0), 0.0),
                        tuple(new LearningRateSchedule.Cosine(0), 0.1),
                        tuple(new LearningRateSchedule.Step(List.of(0.5, 0.75), 0.5), 0.0),
                        tuple(new LearningRateSchedule.Step(List.of(0.5, 0.75), 0.5), 0.1));
        assertThat(last.cells().stream()
                        .map(cell -> last.trial(cell).training().learningRate().schedule()))
                .containsExactly(new LearningRateSchedule.Cosine(0), new LearningRateSchedule.Cosine(0.5));
    }

    @Test
    void anAxisValueReplacesWhatTheBaseTrialSets() {
        Study study = Studies.study("""
                study {
                  name = test
                  trial { network { kind = cnn, widths = [8], dropout = 0.9 }, training.batch-size = 16 }
                  grid {
                    "network" = [simplenet, { kind = cnn, widths = [4, 4] }]
                    "network.dropout" = [0, 0.5]
                  }
                }
                """);

        assertThat(study.cells().stream().map(cell -> study.trial(cell).network()))
                .containsExactly(
                        new SimpleNet(new NormalizationConfig.Batch(0.1), new DropoutConfig(0, true)),
                        new SimpleNet(new NormalizationConfig.Batch(0.1), new DropoutConfig(0.5, true)),
                        smallCnn(0),
                        smallCnn(0.5));
        assertThat(study.cells().stream()
                        .map(cell -> study.trial(cell).training().batchSize()))
                .containsOnly(16);
    }

    @Test
    void cellsOfEqualEpochsStandBesideCellsOfEqualSteps() {
        Study study =
                Studies.study("study { name = test, trial.network = cnn, " + "grid.training.steps = [none, 375] }");
        Study plain = Studies.study("study { name = test, trial.network = cnn }");

        assertThat(study.cells().stream()
                        .map(cell -> study.trial(cell).training().duration()))
                .containsExactly(new Duration(Unit.EPOCHS, 3), new Duration(Unit.STEPS, 375));
        assertThat(study.trial(study.cells().grid().cell(0)))
                .isEqualTo(plain.trial(plain.cells().grid().cell(0)));
    }

    @Test
    void axesCanBeWrittenInQuotesOrNested() {
        String start = "study { name = test, trial.network = cnn, grid { ";
        assertThat(Studies.study(start + "\"training.batch-size\" = [2, 4] } }")
                        .cells()
                        .grid()
                        .axes())
                .isEqualTo(Studies.study(start + "training { batch-size = [2, 4] } } }")
                        .cells()
                        .grid()
                        .axes());
    }

    @Test
    void excludedCellsAreNotChecked() {
        Study study = Studies.study("""
                study {
                  name = test, trial.network { kind = cnn, widths = [8] }
                  grid { network.groups = [2, 3], network.normalization = [batch, group] }
                  exclude = [{ network.groups = 3, network.normalization = group }]
                }
                """);

        assertThat(study.cells().stream().map(cell -> cell.label()))
                .containsExactly(
                        "network.groups=2, network.normalization=batch",
                        "network.groups=2, network.normalization=group",
                        "network.groups=3, network.normalization=batch");
    }

    private static Cnn smallCnn(double dropout) {
        return new Cnn(
                List.of(4, 4),
                3,
                new NormalizationConfig.Batch(0.1),
                false,
                new DropoutConfig(dropout, true),
                Cnn.DropoutPlace.CLASSIFIER,
                LayerSpec.Dropout.Unit.ELEMENT);
    }
}
