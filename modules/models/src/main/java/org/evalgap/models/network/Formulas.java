package org.evalgap.models.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.tensor.TensorData;
import org.evalgap.nn.graph.Activation;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Merge;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.Operator;
import org.evalgap.nn.graph.Rearrangement;

/**
 * Finds the operator that several ONNX nodes are together. Additions, products, means and changes of shape wait until
 * something needs an image or a feature vector; what was gathered by then is a known formula, or is not supported.
 */
final class Formulas {

    private final NetworkBuilder network;
    private final NormFormulas norms;
    private final Map<ImportedValue.Pending, ImportedValue.Activations> found = new IdentityHashMap<>();

    Formulas(NetworkBuilder network) {
        this.network = network;
        this.norms = new NormFormulas(this, network);
    }

    /** The images or features that a value is. */
    ImportedValue.Activations activations(OnnxNode consumer, ImportedValue value) {
        if (value instanceof ImportedValue.Activations activations) {
            return activations;
        }
        if (value instanceof ImportedValue.Pending pending) {
            ImportedValue.Activations known = found.get(pending);
            if (known == null) {
                known = resolve(pending);
                found.put(pending, known);
            }
            return known;
        }
        if (value instanceof ImportedValue.Constant constant) {
            throw new UnsupportedNode(
                    consumer,
                    "an input that depends on the images",
                    "a constant of " + TensorData.shapeText(constant.shape()));
        }
        throw new UnsupportedNode();
    }

    private ImportedValue.Activations resolve(ImportedValue.Pending pending) {
        Optional<ImportedValue.Activations> formula = norms.find(pending)
                .or(() -> switch (pending.node().type()) {
                    case "Add", "Sum" -> sum(pending);
                    case "Sub" -> neutral(pending, 0);
                    case "Mul" -> product(pending);
                    case "Div" -> quotient(pending);
                    case "MatMul" -> linear(pending, Optional.empty(), pending.node());
                    case "Reshape" -> shuffle(pending);
                    case "ReduceMean" -> mean(pending);
                    default -> Optional.empty();
                });
        return formula.orElseThrow(() -> unsupported(pending));
    }

    UnsupportedNode unsupported(ImportedValue.Pending pending) {
        List<String> inputs = new ArrayList<>();
        for (ImportedValue input : pending.inputs()) {
            String shape = shapeText(input.shape());
            inputs.add(input instanceof ImportedValue.Constant ? "a constant of " + shape : shape);
        }
        return new UnsupportedNode(
                pending.node(),
                OnnxImport.KNOWN_OPERATOR,
                pending.node().type() + " of " + String.join(" and ", inputs));
    }

    String shapeText(long[] shape) {
        String text = TensorData.shapeText(shape);
        return shape.length > 0 && shape[0] == network.batch()
                ? "N" + text.substring(Long.toString(shape[0]).length())
                : text;
    }

    private Optional<ImportedValue.Activations> sum(ImportedValue.Pending sum) {
        for (int i = 0; i < sum.inputs().size() && sum.inputs().size() == 2; i++) {
            if (sum.input(i) instanceof ImportedValue.Pending factor
                    && factor.is("MatMul")
                    && sum.input(1 - i) instanceof ImportedValue.Constant bias) {
                return linear(factor, Optional.of(bias), sum.node());
            }
        }
        Optional<ImportedValue.Activations> same = neutral(sum, 0);
        return same.isPresent() ? same : merged(sum, new Merge.Add());
    }

    private Optional<ImportedValue.Activations> merged(ImportedValue.Pending pending, Operator operator) {
        if (pending.inputs().stream().anyMatch(ImportedValue.Constant.class::isInstance)) {
            return Optional.empty();
        }
        List<ImportedValue.Activations> inputs = new ArrayList<>();
        for (ImportedValue input : pending.inputs()) {
            inputs.add(activations(pending.node(), input));
        }
        int rank = inputs.get(0).shape().length;
        if (inputs.stream().anyMatch(input -> input.shape().length != rank)) {
            return Optional.empty();
        }
        return Optional.of(network.add(pending.node(), operator, inputs, rank, Map.of()));
    }

    /** The other operand, where one is the number that changes nothing. */
    private Optional<ImportedValue.Activations> neutral(ImportedValue.Pending pending, double number) {
        boolean ordered = pending.is("Sub") || pending.is("Div");
        for (int i = 0; i < 2 && pending.inputs().size() == 2; i++) {
            if (!(ordered && i == 0)
                    && pending.input(i) instanceof ImportedValue.Constant constant
                    && constant.isScalar(number)) {
                return Optional.of(activations(pending.node(), pending.input(1 - i)));
            }
        }
        return Optional.empty();
    }

    private Optional<ImportedValue.Activations> product(ImportedValue.Pending product) {
        return neutral(product, 1)
                .or(() -> gelu(product))
                .or(() -> scaledHard(product, 1.0 / 6))
                .or(() -> gated(product))
                .or(() -> merged(product, new Merge.Multiply()));
    }

    private Optional<ImportedValue.Activations> quotient(ImportedValue.Pending quotient) {
        return neutral(quotient, 1).or(() -> scaledHard(quotient, 6));
    }

    /** x · sigmoid(x) and x · hardsigmoid(x). */
    private Optional<ImportedValue.Activations> gated(ImportedValue.Pending product) {
        for (int i = 0; i < 2; i++) {
            if (product.input(i) instanceof ImportedValue.Constant) {
                return Optional.empty();
            }
        }
        ImportedValue.Activations[] factors = {
            activations(product.node(), product.input(0)), activations(product.node(), product.input(1))
        };
        for (int i = 0; i < 2; i++) {
            Optional<Node> gate = network.node(factors[i].node());
            if (gate.isPresent() && gate.get().inputs().equals(List.of(factors[1 - i].node()))) {
                Operator operator = gate.get().operator();
                if (operator instanceof Activation.Sigmoid) {
                    return Optional.of(network.add(product.node(), new Activation.Silu(), factors[1 - i]));
                }
                if (operator instanceof Activation.Hardsigmoid) {
                    return Optional.of(network.add(product.node(), new Activation.Hardswish(), factors[1 - i]));
                }
            }
        }
        return Optional.empty();
    }

    /** clip(x + 3, 0, 6) / 6, with or without another factor x. */
    private Optional<ImportedValue.Activations> scaledHard(ImportedValue.Pending scaled, double scale) {
        for (int i = 0; i < 2; i++) {
            boolean scales = scaled.input(i) instanceof ImportedValue.Constant constant && constant.isScalar(scale);
            if (!scales
                    || scaled.is("Div") && i == 0
                    || !(scaled.input(1 - i) instanceof ImportedValue.Pending inner)) {
                continue;
            }
            Optional<ImportedValue> x = shiftedClip(inner);
            if (x.isPresent()) {
                return Optional.of(
                        network.add(scaled.node(), new Activation.Hardsigmoid(), activations(scaled.node(), x.get())));
            }
            for (int f = 0; f < 2 && inner.is("Mul"); f++) {
                ImportedValue other = inner.input(1 - f);
                if (shiftedClip(inner.input(f)).filter(y -> same(y, other)).isPresent()) {
                    return Optional.of(
                            network.add(scaled.node(), new Activation.Hardswish(), activations(scaled.node(), other)));
                }
            }
        }
        return Optional.empty();
    }

    /** x of clip(x + 3, 0, 6). */
    private static Optional<ImportedValue> shiftedClip(ImportedValue value) {
        if (value instanceof ImportedValue.Pending clip
                && clip.is("Clip")
                && clip.input(0) instanceof ImportedValue.Pending sum
                && sum.is("Add")) {
            return other(sum, 3);
        }
        return Optional.empty();
    }

    /** x · (1 + erf(x / √2)) · 1/2, in either order of the products. */
    private Optional<ImportedValue.Activations> gelu(ImportedValue.Pending product) {
        return other(product, 0.5)
                .flatMap(Formulas::pending)
                .filter(inner -> inner.is("Mul"))
                .flatMap(inner -> geluFactors(inner.input(0), inner.input(1))
                        .or(() -> geluFactors(inner.input(1), inner.input(0))))
                .map(x -> network.add(product.node(), new Activation.Gelu(false), activations(product.node(), x)));
    }

    private static Optional<ImportedValue> geluFactors(ImportedValue x, ImportedValue factor) {
        return pending(factor)
                .filter(sum -> sum.is("Add"))
                .flatMap(sum -> other(sum, 1))
                .flatMap(Formulas::pending)
                .filter(erf -> erf.is("Erf"))
                .flatMap(erf -> pending(erf.input(0)))
                .filter(scaled -> scaled.is("Div")
                        ? other(scaled, Math.sqrt(2)).filter(y -> same(x, y)).isPresent()
                        : scaled.is("Mul")
                                && other(scaled, Math.sqrt(0.5))
                                        .filter(y -> same(x, y))
                                        .isPresent())
                .map(scaled -> x);
    }

    static Optional<ImportedValue.Pending> pending(ImportedValue value) {
        return value instanceof ImportedValue.Pending pending ? Optional.of(pending) : Optional.empty();
    }

    /** The other operand of an operator one of whose two is a number. */
    private static Optional<ImportedValue> other(ImportedValue.Pending pending, double number) {
        for (int i = 0; i < 2 && pending.inputs().size() == 2; i++) {
            if (pending.input(i) instanceof ImportedValue.Constant constant && constant.isScalar(number)) {
                return Optional.of(pending.input(1 - i));
            }
        }
        return Optional.empty();
    }

    /** Whether two values are one tensor; one that waits may have been resolved in between. */
    static boolean same(ImportedValue a, ImportedValue b) {
        return a instanceof ImportedValue.Activations left && b instanceof ImportedValue.Activations right
                ? left.node().equals(right.node())
                : identical(a, b);
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean identical(ImportedValue a, ImportedValue b) {
        return a == b;
    }

    /** x W, with W [F, O] most often the transpose of a parameter [O, F], and a bias [O]. */
    Optional<ImportedValue.Activations> linear(
            ImportedValue.Pending product, Optional<ImportedValue.Constant> bias, OnnxNode last) {
        if (!(product.input(1) instanceof ImportedValue.Constant weight)
                || weight.shape().length != 2
                || product.input(0).shape().length != 2) {
            return Optional.empty();
        }
        ImportedValue.Constant transposed =
                new ImportedValue.Constant(weight.data().permuted(1, 0), weight.parameter());
        if (bias.isPresent() && bias.get().data().length() != weight.shape()[1]) {
            return Optional.empty();
        }
        return Optional.of(linear(last, activations(product.node(), product.input(0)), transposed, bias));
    }

    /** @param weight [O, F] */
    ImportedValue.Activations linear(
            OnnxNode node,
            ImportedValue.Activations x,
            ImportedValue.Constant weight,
            Optional<ImportedValue.Constant> bias) {
        long[] shape = weight.shape();
        if (shape.length != 2 || x.shape().length != 2 || x.shape()[1] != shape[1]) {
            throw new UnsupportedNode(
                    node,
                    "features [N, F] and a weight for them",
                    shapeText(x.shape()) + " and " + TensorData.shapeText(shape));
        }
        Map<String, ImportedValue.Constant> arrays = bias.isPresent()
                ? Map.of("weight", NormOperators.namedAfter(bias.get(), weight), "bias", bias.get())
                : Map.of("weight", weight);
        return network.add(node, new LayerSpec.Linear((int) shape[0], bias.isPresent()), List.of(x), 2, arrays);
    }

    /** [N, g · c, H, W] as [N, g, c, H, W], two dimensions exchanged, and back: ShuffleNet's shuffle. */
    private Optional<ImportedValue.Activations> shuffle(ImportedValue.Pending back) {
        return pending(back.input(0))
                .filter(transpose -> transpose.is("Transpose"))
                .filter(transpose -> Arrays.equals(
                        ShapeInference.permutation(transpose.node(), transpose.shape().length),
                        new int[] {0, 2, 1, 3, 4}))
                .flatMap(transpose -> pending(transpose.input(0)))
                .filter(split -> split.is("Reshape"))
                .filter(split -> Arrays.equals(split.input(0).shape(), back.shape()))
                .filter(split -> split.shape()[3] == back.shape()[2] && split.shape()[4] == back.shape()[3])
                .map(split -> network.add(
                        back.node(),
                        new Rearrangement.ChannelShuffle((int) split.shape()[1]),
                        activations(back.node(), split.input(0))));
    }

    /** The mean over height and width where it is taken one after the other, or of [N, C, H · W]. */
    private Optional<ImportedValue.Activations> mean(ImportedValue.Pending mean) {
        long[] left = mean.shape();
        if (left.length < 2 || TensorData.length(left) != left[0] * left[1]) {
            return Optional.empty();
        }
        return pending(mean.input(0))
                .filter(inner -> inner.is("ReduceMean") || inner.is("Reshape") || inner.is("Flatten"))
                .filter(inner -> inner.shape().length >= 3 && inner.shape()[1] == left[1])
                .filter(inner ->
                        inner.input(0).shape().length == 4 && inner.input(0).shape()[1] == left[1])
                .map(inner -> network.add(
                        mean.node(),
                        new LayerSpec.GlobalAvgPool(),
                        List.of(activations(mean.node(), inner.input(0))),
                        left.length,
                        Map.of()));
    }
}
