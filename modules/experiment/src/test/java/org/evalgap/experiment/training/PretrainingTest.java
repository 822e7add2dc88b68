package org.evalgap.experiment.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.state.Variable;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.settings.TrainingConfig;
import org.evalgap.study.settings.TrialConfig;
import org.junit.jupiter.api.Test;

/** What a network carries over from a pretraining, and what of it a training then moves. */
class PretrainingTest {

    private static final class Fixture implements AutoCloseable {
        final TrainingConfig training;
        final Dataset dataset;
        final Network network;
        final float[] initial;
        final float[] pretrained;

        Fixture(String settings) {
            Study study = StudyReader.parse("tiny.conf", """
                    study {
                      name = tiny
                      dataset {
                        kind = synthetic, height = 8, width = 8, channels = 2, classes = 3
                        train-per-class = 8, test-per-class = 5
                      }
                      trial { network { kind = cnn, widths = [4], dropout = 0 }, training { batch-size = 6, epochs = 1, %s } }
                    }
                    """.formatted(settings));
            TrialConfig trial = study.trial(study.cells().grid().cell(0));
            training = trial.training();
            dataset = DatasetReader.read(study.dataset(), ByteSource.local());
            network = Network.create(trial.spec(dataset.facts()), Precision.FLOAT, new Seed(5).generator());
            initial = network.state().values();
            Pretraining.run(network, training, List.of(), dataset, new Seed(6), () -> {});
            pretrained = network.state().values();
        }

        void train() {
            try (Trainer trainer = new Trainer(
                    network,
                    training,
                    List.of(),
                    dataset,
                    new Seed(7),
                    () -> {},
                    Pretraining.trained(network, training))) {
                while (!trainer.isDone()) {
                    trainer.trainEpoch();
                }
            }
        }

        /** Whether the values of a kind of layer and role differ in two states. */
        boolean moved(Class<? extends LayerSpec> kind, Variable.Role role, float[] before, float[] after) {
            int[] chosen = {-1};
            network.spec()
                    .forEachLayer((index, layer, input) -> chosen[0] = kind.isInstance(layer) ? index : chosen[0]);
            int offset = 0;
            for (boolean trainable : new boolean[] {true, false}) {
                for (Variable variable : network.variables()) {
                    if (variable.role().trainable() != trainable) {
                        continue;
                    }
                    int end = offset + variable.length();
                    if (variable.layer() == chosen[0] && variable.role() == role) {
                        return !Arrays.equals(before, offset, end, after, offset, end);
                    }
                    offset = end;
                }
            }
            throw new IllegalArgumentException(kind + " has no " + role);
        }

        @Override
        public void close() {
            network.close();
        }
    }

    @Test
    void withoutAPretrainingNothingHappens() {
        try (Fixture fixture = new Fixture("momentum = 0.9")) {
            assertThat(fixture.pretrained).isEqualTo(fixture.initial);
            assertThat(Pretraining.trained(fixture.network, fixture.training))
                    .hasSize((int) fixture.network.variables().stream()
                            .filter(variable -> variable.role().trainable())
                            .count());
        }
    }

    @Test
    void allButTheLastLayerIsCarriedOver() {
        try (Fixture fixture = new Fixture("pretrained.epochs = 2")) {
            assertThat(fixture.moved(LayerSpec.Conv2d.class, Variable.Role.WEIGHT, fixture.initial, fixture.pretrained))
                    .isTrue();
            assertThat(fixture.moved(
                            LayerSpec.BatchNorm.class, Variable.Role.RUNNING_MEAN, fixture.initial, fixture.pretrained))
                    .isTrue();
            assertThat(fixture.moved(LayerSpec.Linear.class, Variable.Role.WEIGHT, fixture.initial, fixture.pretrained))
                    .isFalse();
            assertThat(fixture.network.runningStatistics().get(0).batches()).isZero();
        }
    }

    @Test
    void otherClassesAndAnotherDomainLeaveOtherStatistics() {
        try (Fixture all = new Fixture("pretrained.epochs = 1");
                Fixture some = new Fixture("pretrained { epochs = 1, classes = 2 }");
                Fixture moved = new Fixture(
                        "pretrained { epochs = 1, transforms = [{ kind = affine, scale = 1, shift = 5 }] }")) {
            assertThat(some.pretrained).isNotEqualTo(all.pretrained);
            assertThat(moved.pretrained).isNotEqualTo(all.pretrained);
            assertThat(some.initial).isEqualTo(all.initial);
        }
    }

    @Test
    void liveFrozenAndEvalModeNormsMoveWhatTheySay() {
        for (String use : List.of("live", "frozen", "eval")) {
            try (Fixture fixture = new Fixture("pretrained { epochs = 1, batch-norm = " + use + " }")) {
                fixture.train();
                float[] after = fixture.network.state().values();
                assertThat(fixture.moved(LayerSpec.Conv2d.class, Variable.Role.WEIGHT, fixture.pretrained, after))
                        .as(use)
                        .isTrue();
                assertThat(fixture.moved(LayerSpec.BatchNorm.class, Variable.Role.WEIGHT, fixture.pretrained, after))
                        .as(use)
                        .isEqualTo(!use.equals("frozen"));
                assertThat(fixture.moved(
                                LayerSpec.BatchNorm.class, Variable.Role.RUNNING_MEAN, fixture.pretrained, after))
                        .as(use)
                        .isEqualTo(!use.equals("eval"));
            }
        }
    }
}
