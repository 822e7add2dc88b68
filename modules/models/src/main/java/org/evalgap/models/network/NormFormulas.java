package org.evalgap.models.network;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.tensor.TensorData;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.WithoutAffine;

/** Finds group and layer normalization in the nodes that exporters make of them, with or without their affine. */
final class NormFormulas {

    private final Formulas formulas;
    private final NetworkBuilder network;

    NormFormulas(Formulas formulas, NetworkBuilder network) {
        this.formulas = formulas;
        this.network = network;
    }

    /** A normalization ahead of its affine. */
    private record Core(LayerSpec norm, ImportedValue input) {}

    /** (x − μ) / √(σ² + ε) · γ + β, or without γ and β. */
    Optional<ImportedValue.Activations> find(ImportedValue.Pending pending) {
        Optional<Core> bare = core(pending);
        if (bare.isPresent()) {
            return Optional.of(network.add(
                    pending.node(),
                    new WithoutAffine(bare.get().norm()),
                    formulas.activations(pending.node(), bare.get().input())));
        }
        if (!pending.is("Add")) {
            return Optional.empty();
        }
        return withConstant(pending)
                .flatMap(shifted -> Formulas.pending(shifted.other())
                        .filter(product -> product.is("Mul"))
                        .flatMap(NormFormulas::withConstant)
                        .flatMap(scaled -> Formulas.pending(scaled.other())
                                .flatMap(this::core)
                                .map(core -> affine(pending.node(), core, scaled.constant(), shifted.constant()))));
    }

    private record Operands(ImportedValue.Constant constant, ImportedValue other) {}

    private static Optional<Operands> withConstant(ImportedValue.Pending pending) {
        for (int i = 0; i < 2 && pending.inputs().size() == 2; i++) {
            if (pending.input(i) instanceof ImportedValue.Constant constant
                    && !(pending.input(1 - i) instanceof ImportedValue.Constant)) {
                return Optional.of(new Operands(constant, pending.input(1 - i)));
            }
        }
        return Optional.empty();
    }

    private ImportedValue.Activations affine(
            OnnxNode node, Core core, ImportedValue.Constant weight, ImportedValue.Constant bias) {
        ImportedValue.Activations x = formulas.activations(node, core.input());
        if (weight.parameter().isEmpty()
                && weight.isFilledWith(1)
                && bias.parameter().isEmpty()
                && bias.isFilledWith(0)) {
            return network.add(node, new WithoutAffine(core.norm()), x);
        }
        long channels = x.shape()[1];
        for (ImportedValue.Constant constant : List.of(weight, bias)) {
            if (!perChannel(constant.shape(), channels, x.shape().length)) {
                throw new UnsupportedNode(
                        node,
                        "a norm with a weight and a bias for each of " + channels + " channels",
                        "one of " + TensorData.shapeText(constant.shape()));
            }
        }
        return network.add(
                node,
                core.norm(),
                List.of(x),
                x.shape().length,
                Map.of(
                        "weight", ConstantFolding.reshaped(weight, new long[] {channels}),
                        "bias", ConstantFolding.reshaped(bias, new long[] {channels})));
    }

    private static boolean perChannel(long[] shape, long channels, int rank) {
        int channelDimension = shape.length - (rank - 1);
        if (channelDimension < 0) {
            return false;
        }
        for (int d = 0; d < shape.length; d++) {
            if (shape[d] != (d == channelDimension ? channels : 1)) {
                return false;
            }
        }
        return true;
    }

    private Optional<Core> core(ImportedValue.Pending pending) {
        return switch (pending.node().type()) {
            case "Reshape" -> groupsAsInstances(pending);
            case "GroupNormalization" ->
                Optional.of(new Core(
                        new LayerSpec.GroupNorm(
                                (int) pending.node().integer("num_groups", 1),
                                pending.node().number("epsilon", LayerSpec.DEFAULT_EPSILON)),
                        pending.input(0)));
            case "Div" -> decomposed(pending);
            default -> Optional.empty();
        };
    }

    /** [N, C, H, W] as [N, groups, rest], InstanceNormalization without affine, and back. */
    private static Optional<Core> groupsAsInstances(ImportedValue.Pending back) {
        return Formulas.pending(back.input(0))
                .filter(instance -> instance.is("InstanceNormalization"))
                .filter(instance -> instance.input(1) instanceof ImportedValue.Constant scale
                        && scale.isFilledWith(1)
                        && instance.input(2) instanceof ImportedValue.Constant shift
                        && shift.isFilledWith(0))
                .flatMap(instance -> Formulas.pending(instance.input(0))
                        .filter(split -> split.is("Reshape"))
                        .filter(split -> split.shape().length >= 3
                                && split.shape()[0] == back.shape()[0]
                                && Arrays.equals(split.input(0).shape(), back.shape()))
                        .map(split -> new Core(
                                new LayerSpec.GroupNorm((int) split.shape()[1], epsilon(instance.node())),
                                split.input(0))));
    }

    private static double epsilon(OnnxNode node) {
        return node.number("epsilon", LayerSpec.DEFAULT_EPSILON);
    }

    /** (x − mean(x)) / √(mean((x − mean(x))²) + ε) over everything but the batch. */
    private Optional<Core> decomposed(ImportedValue.Pending quotient) {
        Optional<ImportedValue.Pending> centred =
                Formulas.pending(quotient.input(0)).filter(difference -> difference.is("Sub"));
        if (centred.isEmpty() || !isMean(centred.get().input(1), centred.get().input(0))) {
            return Optional.empty();
        }
        ImportedValue difference = centred.get();
        return Formulas.pending(quotient.input(1))
                .filter(root -> root.is("Sqrt"))
                .flatMap(root -> Formulas.pending(root.input(0)))
                .filter(sum -> sum.is("Add"))
                .flatMap(NormFormulas::withConstant)
                .filter(sum -> sum.constant().data().length() == 1)
                .filter(sum -> Formulas.pending(sum.other())
                        .filter(mean -> isMean(mean, mean.input(0)))
                        .flatMap(mean -> Formulas.pending(mean.input(0)))
                        .filter(square -> isSquare(square, difference))
                        .isPresent())
                .map(sum -> new Core(
                        new LayerSpec.LayerNorm(Double.parseDouble(
                                Float.toString((float) sum.constant().data().get(0)))),
                        centred.get().input(0)));
    }

    private static boolean isSquare(ImportedValue.Pending square, ImportedValue of) {
        return square.is("Pow")
                ? Formulas.same(square.input(0), of)
                        && square.input(1) instanceof ImportedValue.Constant exponent
                        && exponent.isScalar(2)
                : square.is("Mul") && Formulas.same(square.input(0), of) && Formulas.same(square.input(1), of);
    }

    /** Whether {@code value} is the mean of {@code x} over every dimension but the batch. */
    private static boolean isMean(ImportedValue value, ImportedValue x) {
        if (!(value instanceof ImportedValue.Pending mean)
                || !mean.is("ReduceMean")
                || !Formulas.same(mean.input(0), x)
                || mean.shape().length != x.shape().length) {
            return false;
        }
        return Arrays.stream(mean.shape()).skip(1).allMatch(size -> size == 1);
    }
}
