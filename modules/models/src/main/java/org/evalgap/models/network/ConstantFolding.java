package org.evalgap.models.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import onnx.Onnx;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.OnnxTensors;
import org.evalgap.models.tensor.ElementType;
import org.evalgap.models.tensor.TensorData;

/**
 * Computes what a node leaves when all that enters is constant. Exporters compute sizes in the graph (channel shuffles,
 * paddings, chunks): with a known input shape these are constants.
 */
final class ConstantFolding {

    /** Sizes and pads are short; parameters are only rearranged, never computed with. */
    private static final int MOST_COMPUTED = 1 << 20;

    private final OnnxTensors tensors;

    ConstantFolding(OnnxTensors tensors) {
        this.tensors = tensors;
    }

    /** The node's first output; empty if its operator is none that is computed ahead. */
    Optional<ImportedValue.Constant> fold(OnnxNode node, List<ImportedValue.Constant> inputs) {
        return switch (node.type()) {
            case "Constant" -> Optional.of(new ImportedValue.Constant(constant(node)));
            case "Identity" -> Optional.of(inputs.get(0));
            case "Cast" -> Optional.of(cast(node, inputs.get(0)));
            case "Reshape", "Squeeze", "Unsqueeze", "Flatten" ->
                Optional.of(reshaped(
                        inputs.get(0),
                        ShapeInference.reshaped(node, inputs.get(0).shape(), second(inputs))));
            case "Transpose" -> Optional.of(transposed(node, inputs.get(0)));
            default ->
                computed(node, inputs.stream().map(ImportedValue.Constant::data).toList())
                        .map(ImportedValue.Constant::new);
        };
    }

    private static Optional<TensorData> second(List<ImportedValue.Constant> inputs) {
        return inputs.size() > 1 ? Optional.of(inputs.get(1).data()) : Optional.empty();
    }

    private TensorData constant(OnnxNode node) {
        Onnx.AttributeProto value = node.proto().getAttributeList().stream()
                .findFirst()
                .orElseThrow(() -> new UnsupportedNode(node, "a value", "none"));
        return switch (value.getName()) {
            case "value" -> {
                try {
                    yield tensors.read(value.getT());
                } catch (OnnxTensors.Unreadable e) {
                    throw new UnsupportedNode(
                            node, e.problem().expected(), e.problem().received());
                }
            }
            case "value_int" -> TensorData.ofLongs(new long[] {value.getI()});
            case "value_ints" ->
                TensorData.ofLongs(
                        value.getIntsList().stream().mapToLong(Long::longValue).toArray(), value.getIntsCount());
            case "value_float" -> TensorData.ofFloats(new float[] {value.getF()});
            case "value_floats" -> {
                float[] floats = new float[value.getFloatsCount()];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = value.getFloats(i);
                }
                yield TensorData.ofFloats(floats, floats.length);
            }
            default -> throw new UnsupportedNode(node, "numbers", value.getName());
        };
    }

    private static ImportedValue.Constant cast(OnnxNode node, ImportedValue.Constant input) {
        boolean integer = switch ((int) node.integer("to", 0)) {
            case Onnx.TensorProto.DataType.FLOAT_VALUE,
                    Onnx.TensorProto.DataType.DOUBLE_VALUE,
                    Onnx.TensorProto.DataType.FLOAT16_VALUE,
                    Onnx.TensorProto.DataType.BFLOAT16_VALUE -> false;
            default -> true;
        };
        return integer == !input.data().type().floating()
                ? input
                : new ImportedValue.Constant(
                        map(input.data(), integer, integer ? x -> x < 0 ? Math.ceil(x) : Math.floor(x) : x -> x));
    }

    static ImportedValue.Constant reshaped(ImportedValue.Constant input, long[] shape) {
        return new ImportedValue.Constant(input.data().reshaped(shape), input.parameter());
    }

    private static ImportedValue.Constant transposed(OnnxNode node, ImportedValue.Constant input) {
        long[] shape = input.shape();
        int[] order = ShapeInference.permutation(node, shape.length);
        return new ImportedValue.Constant(input.data().permuted(order), input.parameter());
    }

    private static Optional<TensorData> computed(OnnxNode node, List<TensorData> inputs) {
        if (inputs.stream().anyMatch(input -> input.length() > MOST_COMPUTED)) {
            return Optional.empty();
        }
        return switch (node.type()) {
            case "ConstantOfShape" -> Optional.of(filled(node, inputs.get(0)));
            case "Expand" ->
                Optional.of(binary(inputs.get(0), filled(inputs.get(1).toLongs(), 1, true), (a, b) -> a));
            case "Gather" -> Optional.of(gather(node, inputs.get(0), inputs.get(1)));
            case "Slice" -> Optional.of(slice(node, inputs));
            case "Concat" -> Optional.of(concat(node, inputs));
            case "Range" -> Optional.of(range(inputs));
            case "Add" -> Optional.of(binary(inputs.get(0), inputs.get(1), Double::sum));
            case "Sub" -> Optional.of(binary(inputs.get(0), inputs.get(1), (a, b) -> a - b));
            case "Mul" -> Optional.of(binary(inputs.get(0), inputs.get(1), (a, b) -> a * b));
            case "Div" -> {
                boolean integer = !inputs.get(0).type().floating();
                yield Optional.of(binary(inputs.get(0), inputs.get(1), (a, b) -> integer ? truncated(a / b) : a / b));
            }
            case "Mod" -> Optional.of(binary(inputs.get(0), inputs.get(1), (a, b) -> a - b * Math.floor(a / b)));
            case "Min" -> Optional.of(binary(inputs.get(0), inputs.get(1), Math::min));
            case "Max" -> Optional.of(binary(inputs.get(0), inputs.get(1), Math::max));
            case "Pow" -> Optional.of(binary(inputs.get(0), inputs.get(1), Math::pow));
            case "Equal" -> Optional.of(binary(inputs.get(0), inputs.get(1), (a, b) -> a == b ? 1 : 0));
            case "Where" ->
                Optional.of(binary(
                        binary(inputs.get(0), inputs.get(1), (c, a) -> c != 0 ? a : Double.NaN),
                        inputs.get(2),
                        (a, b) -> Double.isNaN(a) ? b : a));
            case "Floor" -> Optional.of(map(inputs.get(0), false, Math::floor));
            case "Ceil" -> Optional.of(map(inputs.get(0), false, Math::ceil));
            case "Sqrt" -> Optional.of(map(inputs.get(0), false, Math::sqrt));
            case "Neg" -> Optional.of(map(inputs.get(0), !inputs.get(0).type().floating(), x -> -x));
            default -> Optional.empty();
        };
    }

    private static double truncated(double value) {
        return value < 0 ? Math.ceil(value) : Math.floor(value);
    }

    private static TensorData map(TensorData input, boolean integer, DoubleUnaryOperator function) {
        double[] values = new double[input.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = function.applyAsDouble(input.get(i));
        }
        return of(values, input.shape(), integer);
    }

    private static TensorData of(double[] values, long[] shape, boolean integer) {
        ElementType type = integer ? ElementType.INT64 : ElementType.FLOAT64;
        return new TensorData(type, shape, TensorData.encode(type, values));
    }

    private static TensorData filled(OnnxNode node, TensorData shape) {
        Optional<Onnx.TensorProto> value = node.attribute("value").map(Onnx.AttributeProto::getT);
        boolean integer = value.isPresent()
                && value.get().getDataType() != Onnx.TensorProto.DataType.FLOAT_VALUE
                && value.get().getDataType() != Onnx.TensorProto.DataType.DOUBLE_VALUE;
        double number = 0;
        if (value.isPresent()) {
            try {
                number = new OnnxTensors(null).read(value.get()).get(0);
            } catch (OnnxTensors.Unreadable e) {
                throw new UnsupportedNode(
                        node, e.problem().expected(), e.problem().received());
            }
        }
        return filled(shape.toLongs(), number, integer);
    }

    private static TensorData filled(long[] shape, double value, boolean integer) {
        if (TensorData.length(shape) > MOST_COMPUTED) {
            throw new UnsupportedNode();
        }
        double[] values = new double[(int) TensorData.length(shape)];
        Arrays.fill(values, value);
        return of(values, shape, integer);
    }

    private static TensorData binary(TensorData a, TensorData b, DoubleBinaryOperator function) {
        long[] shape = ShapeInference.broadcast(a.shape(), b.shape());
        TensorData left = a.broadcast(shape);
        TensorData right = b.broadcast(shape);
        double[] values = new double[left.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = function.applyAsDouble(left.get(i), right.get(i));
        }
        return of(values, shape, !a.type().floating() && !b.type().floating());
    }

    private static TensorData gather(OnnxNode node, TensorData data, TensorData indices) {
        int rank = data.shape().length;
        int axis = ShapeInference.axis(node.integer("axis", 0), rank);
        if (rank != 1 && indices.shape().length != 0) {
            throw new UnsupportedNode(node, "Gather of a vector's elements or of one slice", "another Gather");
        }
        double[] values = new double[0];
        if (rank == 1) {
            values = new double[indices.length()];
            for (int i = 0; i < values.length; i++) {
                values[i] = data.get((int) wrapped(indices.getLong(i), data.shape()[0]));
            }
            return of(values, indices.shape(), !data.type().floating());
        }
        long index = wrapped(indices.getLong(0), data.shape()[axis]);
        return data.sliced(axis, index, 1, 1).squeezed(axis);
    }

    private static long wrapped(long index, long size) {
        return index < 0 ? index + size : index;
    }

    private static TensorData slice(OnnxNode node, List<TensorData> inputs) {
        TensorData data = inputs.get(0);
        for (ShapeInference.Range range : ShapeInference.slices(node, inputs, data.shape())) {
            data = data.sliced(range.axis(), range.start(), range.step(), range.count());
        }
        return data;
    }

    private static TensorData concat(OnnxNode node, List<TensorData> inputs) {
        if (inputs.stream().anyMatch(input -> input.shape().length != 1)) {
            throw new UnsupportedNode(node, "Concat of vectors, or of images", "Concat of other constants");
        }
        double[] values =
                new double[inputs.stream().mapToInt(TensorData::length).sum()];
        int next = 0;
        for (TensorData input : inputs) {
            for (int i = 0; i < input.length(); i++) {
                values[next++] = input.get(i);
            }
        }
        return of(values, new long[] {values.length}, !inputs.get(0).type().floating());
    }

    private static TensorData range(List<TensorData> inputs) {
        double start = inputs.get(0).get(0);
        double step = inputs.get(2).get(0);
        int count = (int) Math.max(0, Math.ceil((inputs.get(1).get(0) - start) / step));
        if (count > MOST_COMPUTED) {
            throw new UnsupportedNode();
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = start + i * step;
        }
        return of(values, new long[] {count}, !inputs.get(0).type().floating());
    }
}
