package org.evalgap.study.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.LayerSpec.Dropout.Unit;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.PlacedNode;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.evalgap.study.settings.NetworkConfig.Cnn;
import org.evalgap.study.settings.NetworkConfig.Cnn.DropoutPlace;
import org.evalgap.study.settings.NetworkConfig.ResNet;
import org.evalgap.study.settings.NetworkConfig.SimpleNet;
import org.junit.jupiter.api.Test;

class NetworkConfigTest {

    private static final NormalizationConfig BATCH = new NormalizationConfig.Batch(0.1);
    private static final DropoutConfig DROPOUT = new DropoutConfig(0.3, true);
    private static final DropoutConfig NO_DROPOUT = new DropoutConfig(0, true);
    private static final Shape IMAGE = new Shape(28, 28, 1);

    @Test
    void simpleNetNormalizesFeaturesAndDropsBeforeTheLastLayer() {
        assertThat(new SimpleNet(BATCH, DROPOUT).spec(Shape.features(10), 3).layers())
                .containsExactly(
                        new LayerSpec.Flatten(),
                        new LayerSpec.BatchNorm(0.1),
                        new LayerSpec.Dropout(0.3),
                        new LayerSpec.Linear(3, true));
        assertThat(new SimpleNet(new NormalizationConfig.None(), NO_DROPOUT)
                        .spec(IMAGE, 10)
                        .layers())
                .containsExactly(new LayerSpec.Flatten(), new LayerSpec.Linear(10, true));
    }

    @Test
    void cnnHasABlockPerWidth() {
        assertThat(cnn(0.3, DropoutPlace.CLASSIFIER).spec(IMAGE, 10).layers())
                .containsExactly(
                        new LayerSpec.Conv2d(8, 3, 1, 1, false),
                        new LayerSpec.BatchNorm(0.1),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2),
                        new LayerSpec.Conv2d(16, 3, 1, 1, false),
                        new LayerSpec.BatchNorm(0.1),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2),
                        new LayerSpec.Flatten(),
                        new LayerSpec.Dropout(0.3),
                        new LayerSpec.Linear(10, true));
    }

    /** Squeeze-and-excitation over a depthwise convolution: what no list of layers can say. */
    @Test
    void aGraphIsWhatItsNodesSay() {
        Study study = StudyReader.parse("graph.conf", """
                study {
                  name = graph
                  trial.network {
                    kind = graph
                    nodes = [
                      { name = stem, layer { kind = conv2d, channels = 6 } }
                      { name = norm, layer = batch-norm }
                      { name = depthwise, operator { kind = convolution, channels = 6, padding = 1, groups = 6 } }
                      { name = squeeze, layer = global-avg-pool, inputs = [norm] }
                      { name = excite, operator = sigmoid }
                      { name = scaled, operator = multiply, inputs = [depthwise, excite] }
                      { name = pool, operator { kind = adaptive-average-pool } }
                      { name = features, layer = flatten }
                      { name = classifier, layer { kind = linear, features = 10 } }
                    ]
                  }
                }
                """);
        assertThat(study.trial(study.cells().grid().cell(0))
                        .network()
                        .spec(IMAGE, 10)
                        .nodes())
                .extracting(PlacedNode::name, PlacedNode::inputs, PlacedNode::outputShape)
                .containsExactly(
                        tuple("stem", List.of(-1), new Shape(28, 28, 6)),
                        tuple("norm", List.of(0), new Shape(28, 28, 6)),
                        tuple("depthwise", List.of(1), new Shape(28, 28, 6)),
                        tuple("squeeze", List.of(1), Shape.features(6)),
                        tuple("excite", List.of(3), Shape.features(6)),
                        tuple("scaled", List.of(2, 4), new Shape(28, 28, 6)),
                        tuple("pool", List.of(5), Shape.features(6)),
                        tuple("features", List.of(6), Shape.features(6)),
                        tuple("classifier", List.of(7), Shape.features(10)));
    }

    @Test
    void dropoutStandsWhereItIsPut() {
        assertThat(block(DropoutPlace.BEFORE_NORM))
                .containsExactly(
                        new LayerSpec.Conv2d(8, 3, 1, 1, false),
                        new LayerSpec.Dropout(0.3),
                        new LayerSpec.BatchNorm(0.1),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2));
        assertThat(block(DropoutPlace.AFTER_NORM))
                .containsExactly(
                        new LayerSpec.Conv2d(8, 3, 1, 1, false),
                        new LayerSpec.BatchNorm(0.1),
                        new LayerSpec.Relu(),
                        new LayerSpec.Dropout(0.3),
                        new LayerSpec.MaxPool2d(2));
    }

    private static List<LayerSpec> block(DropoutPlace place) {
        return cnn(0.3, place).spec(IMAGE, 10).layers().subList(0, 5);
    }

    @Test
    void channelsAreDroppedWhereTheyAreChannels() {
        LayerSpec channels = new LayerSpec.Dropout(0.3, Unit.CHANNEL, false);
        for (DropoutPlace place : DropoutPlace.values()) {
            Cnn cnn = new Cnn(List.of(8), 3, BATCH, false, new DropoutConfig(0.3, false), place, Unit.CHANNEL);
            List<LayerSpec> layers = cnn.spec(IMAGE, 10).layers();

            assertThat(layers.indexOf(channels))
                    .isEqualTo(
                            switch (place) {
                                case CLASSIFIER -> layers.indexOf(new LayerSpec.Flatten()) - 1;
                                case BEFORE_NORM -> layers.indexOf(new LayerSpec.BatchNorm(0.1)) - 1;
                                case AFTER_NORM -> layers.indexOf(new LayerSpec.Relu()) + 1;
                            });
            assertThat(layers).filteredOn(LayerSpec.Dropout.class::isInstance).containsExactly(channels);
        }
    }

    @Test
    void ghostBatchesAreThoseOfEveryNorm() {
        NormalizationConfig ghost = new NormalizationConfig.Batch(0.1, 16);
        for (NetworkConfig network : List.of(
                new SimpleNet(ghost, DROPOUT),
                new Cnn(List.of(8, 16), 3, ghost, false, DROPOUT, DropoutPlace.CLASSIFIER, Unit.ELEMENT),
                new ResNet(8, 4, ghost, DROPOUT))) {
            int[] norms = {0};
            network.spec(IMAGE, 10).forEachLayer((index, layer, input) -> {
                if (layer instanceof LayerSpec.BatchNorm norm) {
                    assertThat(norm).isEqualTo(new LayerSpec.BatchNorm(0.1, false, LayerSpec.DEFAULT_EPSILON, 16));
                    norms[0]++;
                }
            });
            assertThat(norms[0]).isPositive();
        }
    }

    @Test
    void refusesByTheKeysOfTheStudyFile() {
        assertThatThrownBy(() -> new DropoutConfig(1, true))
                .isInstanceOf(ShapeException.class)
                .hasMessage("dropout: expected a number from 0 to below 1, received 1.0");
        assertThatThrownBy(() -> new NormalizationConfig.Batch(0.1, -1))
                .isInstanceOf(ShapeException.class)
                .hasMessage("ghost-batch-size: expected an integer of at least 0, received -1");
        assertThatThrownBy(() -> new NormalizationConfig.Batch(1.5))
                .hasMessage("batch-norm-momentum: expected a number from 0 to 1, received 1.5");
    }

    @Test
    void withoutDropoutThereIsNoLayerForIt() {
        for (DropoutPlace place : DropoutPlace.values()) {
            assertThat(cnn(0, place).spec(IMAGE, 10).layers()).noneMatch(LayerSpec.Dropout.class::isInstance);
        }
    }

    @Test
    void aWiderKernelKeepsTheSizeOfTheImage() {
        Cnn wide = new Cnn(List.of(8), 7, BATCH, false, NO_DROPOUT, DropoutPlace.CLASSIFIER, Unit.ELEMENT);

        assertThat(LayerSpec.outputShape(wide.spec(IMAGE, 10).layers().subList(0, 1), IMAGE))
                .isEqualTo(new Shape(28, 28, 8));
    }

    @Test
    void resNetIsThatOfTheEngine() {
        ResNet batch = new ResNet(8, 4, BATCH, new DropoutConfig(0.2, false));

        assertThat(batch.spec(IMAGE, 10))
                .isEqualTo(new org.evalgap.nn.graph.ResNet(
                                8,
                                4,
                                Optional.of(new LayerSpec.BatchNorm(0.1)),
                                Optional.of(new LayerSpec.Dropout(0.2, Unit.ELEMENT, false)))
                        .spec(IMAGE, 10));
        assertThat(new ResNet(8, 4, new NormalizationConfig.None(), NO_DROPOUT)
                        .spec(IMAGE, 10)
                        .initialization())
                .isEqualTo(NetworkSpec.Initialization.FIXUP);
        assertThat(batch.normalizationLabel()).contains("batch");
        assertThat(batch.batchNormMomentum()).hasValue(0.1);
        assertThat(batch.dropoutProbability()).hasValue(0.2);
    }

    @Test
    void resNetRefusesByItsOwnKeys() {
        assertThatThrownBy(() -> new ResNet(10, 4, BATCH, NO_DROPOUT))
                .isInstanceOf(ShapeException.class)
                .hasMessage("depth: expected 6n + 2 with n at least 1, at most 9998, received 10");
        assertThatThrownBy(() -> new ResNet(8, 6, new NormalizationConfig.Group(4), NO_DROPOUT).spec(IMAGE, 10))
                .isInstanceOf(ShapeException.class)
                .hasMessage("groups: expected a divisor of the 6 channels, received 4");
    }

    private static Cnn cnn(double dropout, DropoutPlace place) {
        return new Cnn(List.of(8, 16), 3, BATCH, false, new DropoutConfig(dropout, true), place, Unit.ELEMENT);
    }
}
