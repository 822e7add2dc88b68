package org.evalgap.nn;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every layer kind behind a convolution or a linear layer, at shapes that are multiples of nothing. */
final class LayerCases {

    static final List<Mode> MODES = List.of(
            Mode.TRAIN, Mode.EVAL, new Mode(Mode.Statistics.BATCH, false), new Mode(Mode.Statistics.RUNNING, true));

    private static final int CLASSES = 3;

    /** The layer in front has weights, so the gradient of the tested layer's input is observed in theirs. */
    record Case(String name, NetworkSpec spec, int batchSize) {
        @Override
        public String toString() {
            return name + ", batch " + batchSize;
        }
    }

    private LayerCases() {}

    static Stream<Case> all() {
        return Stream.of(convolutions(), norms(), dropouts(), others(), residuals())
                .flatMap(cases -> cases);
    }

    private static Stream<Case> convolutions() {
        return Stream.of(
                image("3x3 padded with bias", 2, conv(5, 3, 1, 1, true)),
                image("3x3 padded, no bias, batch 1", 1, conv(5, 3, 1, 1, false)),
                image("3x3 stride 2", 3, conv(2, 3, 2, 0, true)),
                image("3x3 stride 2 padded", 3, conv(2, 3, 2, 1, false)),
                image("1x1", 3, conv(1, 1, 1, 0, true)),
                image("1x1 stride 2", 3, conv(7, 1, 2, 0, false)),
                image("1x1 stride 3 padded", 2, conv(3, 1, 3, 2, true)),
                image("2x2 stride 3 padded", 2, conv(3, 2, 3, 1, true)),
                image("5x5 of a 7x5 image", 2, conv(3, 5, 1, 0, true)),
                image("7x7 wider than the image", 2, conv(3, 7, 1, 3, false)),
                features("linear with bias", 3, new LayerSpec.Linear(6, true)),
                features("linear without bias", 1, new LayerSpec.Linear(5, false)));
    }

    private static Stream<Case> norms() {
        return Stream.of(
                image("batch norm", 3, new LayerSpec.BatchNorm(0.1)),
                image("batch norm, batch 1", 1, new LayerSpec.BatchNorm(0.1)),
                features("batch norm of features", 4, new LayerSpec.BatchNorm(0.1)),
                image("batch norm, large epsilon", 2, new LayerSpec.BatchNorm(0.1, true, 0.5, 0)),
                image("ghost batch norm", 4, new LayerSpec.BatchNorm(0.1, false, 1e-5, 2)),
                image("ghost batch norm, ragged", 5, new LayerSpec.BatchNorm(0.1, false, 1e-5, 2)),
                features("ghost batch norm of features", 6, new LayerSpec.BatchNorm(0.1, false, 1e-3, 3)),
                image("group norm", 3, new LayerSpec.GroupNorm(2)),
                image("group norm, one channel per group", 2, new LayerSpec.GroupNorm(4)),
                features("group norm of features", 3, new LayerSpec.GroupNorm(2, 1e-3)),
                image("layer norm", 3, new LayerSpec.LayerNorm()),
                image("layer norm, batch 1", 1, new LayerSpec.LayerNorm(0.1)),
                features("layer norm of features", 3, new LayerSpec.LayerNorm()));
    }

    private static Stream<Case> dropouts() {
        return Stream.of(
                image("dropout", 3, new LayerSpec.Dropout(0.3)),
                image("dropout without rescale", 3, dropout(LayerSpec.Dropout.Unit.ELEMENT, false)),
                image("dropout of channels", 3, dropout(LayerSpec.Dropout.Unit.CHANNEL, true)),
                image("dropout of channels without rescale", 1, dropout(LayerSpec.Dropout.Unit.CHANNEL, false)),
                features("dropout of features", 3, new LayerSpec.Dropout(0.5)),
                image("dropout ahead of a norm", 3, new LayerSpec.Dropout(0.3), new LayerSpec.BatchNorm(0.1)),
                image("dropout 0", 2, new LayerSpec.Dropout(0)));
    }

    private static Stream<Case> others() {
        return Stream.of(
                image("relu", 3, new LayerSpec.Relu()),
                image("max pool 2", 3, new LayerSpec.MaxPool2d(2)),
                image("max pool 3", 2, new LayerSpec.MaxPool2d(3)),
                image("max pool 1", 1, new LayerSpec.MaxPool2d(1)),
                image("max pool of a relu", 3, new LayerSpec.Relu(), new LayerSpec.MaxPool2d(2)),
                image("relu of a max pool", 3, new LayerSpec.MaxPool2d(2), new LayerSpec.Relu()),
                image("average pool 2", 3, new LayerSpec.AvgPool2d(2)),
                image("average pool 3", 1, new LayerSpec.AvgPool2d(3)),
                image("global average pool", 3, new LayerSpec.GlobalAvgPool()),
                image("flatten", 2, new LayerSpec.Flatten()),
                image(
                        "max pool of a relu of a norm",
                        3,
                        new LayerSpec.BatchNorm(0.1),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2)),
                image(
                        "max pool of a relu of a ghost batch norm",
                        5,
                        new LayerSpec.BatchNorm(0.1, false, 1e-5, 2),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(3)),
                image(
                        "max pool of a relu of a group norm",
                        3,
                        new LayerSpec.GroupNorm(2),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2)),
                image(
                        "a whole network",
                        5,
                        new LayerSpec.BatchNorm(0.1),
                        new LayerSpec.Relu(),
                        new LayerSpec.MaxPool2d(2),
                        conv(6, 3, 1, 1, false),
                        new LayerSpec.GroupNorm(3),
                        new LayerSpec.Relu(),
                        new LayerSpec.Dropout(0.3)));
    }

    private static Stream<Case> residuals() {
        LayerSpec relu = new LayerSpec.Relu();
        LayerSpec norm = new LayerSpec.BatchNorm(0.1);
        LayerSpec bias = new LayerSpec.ScalarBias();
        LayerSpec pool = new LayerSpec.MaxPool2d(2);
        return Stream.of(
                image("scalar bias", 3, bias),
                image("scalar scale", 3, new LayerSpec.ScalarScale()),
                features("scalars of features", 2, bias, new LayerSpec.ScalarScale()),
                image("residual with identity", 3, residual(List.of(conv(4, 3, 1, 1, false), norm, relu), List.of())),
                image(
                        "residual with projection",
                        3,
                        residual(
                                List.of(conv(5, 3, 2, 1, false), norm, relu, conv(5, 3, 1, 1, true), norm),
                                List.of(conv(5, 1, 2, 0, false), norm)),
                        relu),
                image("residual whose body overwrites its gradient", 3, residual(List.of(relu), List.of())),
                image("residual whose shortcut does too", 3, residual(List.of(relu), List.of(norm, relu))),
                image("residual of a view", 2, residual(List.of(new LayerSpec.Dropout(0)), List.of())),
                image("residual with dropout", 3, residual(List.of(new LayerSpec.Dropout(0.3), norm), List.of(relu))),
                image(
                        "residual in a residual",
                        2,
                        residual(List.of(norm, residual(List.of(relu), List.of())), List.of())),
                image("residual of pools", 3, residual(List.of(norm, relu, pool), List.of(new LayerSpec.AvgPool2d(2)))),
                image("residuals in a row", 2, residual(List.of(relu), List.of()), residual(List.of(norm), List.of())),
                new Case(
                        "residual first",
                        Samples.classifier(
                                new Shape(5, 4, 2),
                                CLASSES,
                                List.of(residual(List.of(conv(2, 3, 1, 1, true)), List.of()))),
                        3),
                new Case(
                        "resnet",
                        new ResNet(8, 2, Optional.of(norm), Optional.of(new LayerSpec.Dropout(0.2)))
                                .spec(new Shape(7, 6, 3), CLASSES),
                        3),
                new Case(
                        "fixup resnet",
                        new ResNet(8, 2, Optional.empty(), Optional.empty()).spec(new Shape(7, 6, 3), CLASSES),
                        3));
    }

    private static LayerSpec residual(List<LayerSpec> body, List<LayerSpec> shortcut) {
        return new LayerSpec.Residual(body, shortcut);
    }

    private static Case image(String name, int batchSize, LayerSpec... tested) {
        return behind(name, batchSize, new Shape(7, 5, 3), conv(4, 3, 1, 1, true), tested);
    }

    private static Case features(String name, int batchSize, LayerSpec... tested) {
        return behind(name, batchSize, Shape.features(5), new LayerSpec.Linear(6, true), tested);
    }

    private static Case behind(String name, int batchSize, Shape input, LayerSpec first, LayerSpec... tested) {
        List<LayerSpec> layers =
                Stream.concat(Stream.of(first), Stream.of(tested)).toList();
        return new Case(name, Samples.classifier(input, CLASSES, layers), batchSize);
    }

    private static LayerSpec conv(int channels, int kernel, int stride, int padding, boolean bias) {
        return new LayerSpec.Conv2d(channels, kernel, stride, padding, bias);
    }

    private static LayerSpec dropout(LayerSpec.Dropout.Unit unit, boolean rescale) {
        return new LayerSpec.Dropout(0.4, unit, rescale);
    }
}
