package org.evalgap.experiment.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.evalgap.experiment.config.NetworkConfig.Cnn;
import org.evalgap.experiment.config.NetworkConfig.Cnn.DropoutPlace;
import org.evalgap.experiment.config.NetworkConfig.ResNet;
import org.evalgap.experiment.config.NetworkConfig.SimpleNet;
import org.evalgap.nn.LayerSpec;
import org.evalgap.nn.NetworkSpec;
import org.evalgap.nn.Shape;
import org.evalgap.nn.ShapeException;
import org.junit.jupiter.api.Test;

class NetworkConfigTest {

    private static final NormalizationConfig BATCH = new NormalizationConfig.Batch(0.1);
    private static final Shape IMAGE = new Shape(28, 28, 1);

    @Test
    void simpleNetNormalizesFeaturesAndDropsBeforeTheLastLayer() {
        assertThat(new SimpleNet(BATCH, 0.3).spec(Shape.features(10), 3).layers())
                .containsExactly(
                        new LayerSpec.Flatten(),
                        new LayerSpec.BatchNorm(0.1),
                        new LayerSpec.Dropout(0.3),
                        new LayerSpec.Linear(3, true));
        assertThat(new SimpleNet(new NormalizationConfig.None(), 0)
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
    void withoutDropoutThereIsNoLayerForIt() {
        for (DropoutPlace place : DropoutPlace.values()) {
            assertThat(cnn(0, place).spec(IMAGE, 10).layers()).noneMatch(LayerSpec.Dropout.class::isInstance);
        }
    }

    @Test
    void aWiderKernelKeepsTheSizeOfTheImage() {
        Cnn wide = new Cnn(List.of(8), 7, BATCH, false, 0, DropoutPlace.CLASSIFIER);

        assertThat(LayerSpec.outputShape(wide.spec(IMAGE, 10).layers().subList(0, 1), IMAGE))
                .isEqualTo(new Shape(28, 28, 8));
    }

    @Test
    void resNetIsThatOfTheEngine() {
        ResNet batch = new ResNet(8, 4, BATCH, 0.2);

        assertThat(batch.spec(IMAGE, 10))
                .isEqualTo(new org.evalgap.nn.ResNet(8, 4, Optional.of(new LayerSpec.BatchNorm(0.1)), 0.2)
                        .spec(IMAGE, 10));
        assertThat(new ResNet(8, 4, new NormalizationConfig.None(), 0)
                        .spec(IMAGE, 10)
                        .initialization())
                .isEqualTo(NetworkSpec.Initialization.FIXUP);
        assertThat(batch.normalizationLabel()).contains("batch");
        assertThat(batch.batchNormMomentum()).hasValue(0.1);
        assertThat(batch.dropoutProbability()).hasValue(0.2);
    }

    @Test
    void resNetRefusesByItsOwnKeys() {
        assertThatThrownBy(() -> new ResNet(10, 4, BATCH, 0))
                .isInstanceOf(ShapeException.class)
                .hasMessage("depth: expected 6n + 2 with n at least 1, received 10");
        assertThatThrownBy(() -> new ResNet(8, 6, new NormalizationConfig.Group(4), 0).spec(IMAGE, 10))
                .isInstanceOf(ShapeException.class)
                .hasMessage("groups: expected a divisor of the 6 channels, received 4");
    }

    private static Cnn cnn(double dropout, DropoutPlace place) {
        return new Cnn(List.of(8, 16), 3, BATCH, false, dropout, place);
    }
}
