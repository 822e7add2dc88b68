package org.evalgap.models.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.tensor.TensorData;

/** Shapes and index ranges that ONNX's operators on shapes describe. */
final class ShapeInference {

    private ShapeInference() {}

    /**
     * Elements of one dimension: {@code count} from {@code start}, {@code step} apart.
     *
     * @param step not 0; negative goes backward
     */
    record Range(int axis, long start, long step, long count) {}

    static int axis(long axis, int rank) {
        long positive = axis < 0 ? axis + rank : axis;
        if (positive < 0 || positive >= rank) {
            throw new UnsupportedNode();
        }
        return (int) positive;
    }

    static long[] broadcast(long[] a, long[] b) {
        long[] shape = new long[Math.max(a.length, b.length)];
        for (int i = 1; i <= shape.length; i++) {
            long left = i <= a.length ? a[a.length - i] : 1;
            long right = i <= b.length ? b[b.length - i] : 1;
            if (left != right && left != 1 && right != 1) {
                throw new UnsupportedNode();
            }
            shape[shape.length - i] = left == 1 ? right : left;
        }
        return shape;
    }

    static int[] permutation(OnnxNode node, int rank) {
        Optional<long[]> given = node.integers("perm");
        int[] order = new int[rank];
        for (int d = 0; d < rank; d++) {
            order[d] = given.isPresent() ? axis(given.get()[d], rank) : rank - 1 - d;
        }
        return order;
    }

    /** What Reshape, Flatten, Squeeze and Unsqueeze make of {@code shape}; {@code argument} is their second input. */
    static long[] reshaped(OnnxNode node, long[] shape, Optional<TensorData> argument) {
        return switch (node.type()) {
            case "Reshape" ->
                target(
                        node,
                        shape,
                        argument.map(TensorData::toLongs)
                                .or(() -> node.integers("shape"))
                                .orElseThrow());
            case "Flatten" -> {
                int axis = (int) node.integer("axis", 1);
                axis = axis < 0 ? axis + shape.length : axis;
                yield new long[] {
                    TensorData.length(Arrays.copyOf(shape, axis)),
                    TensorData.length(Arrays.copyOfRange(shape, axis, shape.length))
                };
            }
            case "Squeeze" -> squeezed(shape, argument.map(TensorData::toLongs).or(() -> node.integers("axes")));
            case "Unsqueeze" ->
                unsqueezed(
                        shape,
                        argument.map(TensorData::toLongs)
                                .or(() -> node.integers("axes"))
                                .orElseThrow());
            default -> throw new IllegalArgumentException(node.type());
        };
    }

    private static long[] target(OnnxNode node, long[] shape, long[] given) {
        long[] target = given.clone();
        int inferred = -1;
        long known = 1;
        for (int d = 0; d < target.length; d++) {
            if (target[d] == 0 && node.integer("allowzero", 0) == 0) {
                target[d] = shape[d];
            }
            if (target[d] == -1) {
                inferred = d;
            } else {
                known = Math.multiplyExact(known, target[d]);
            }
        }
        long length = TensorData.length(shape);
        if (inferred >= 0 && known != 0) {
            target[inferred] = length / known;
        }
        if (Arrays.stream(target).anyMatch(size -> size < 0) || TensorData.length(target) != length) {
            throw new UnsupportedNode(
                    node, "a shape of as many values as " + TensorData.shapeText(shape), TensorData.shapeText(given));
        }
        return target;
    }

    private static long[] squeezed(long[] shape, Optional<long[]> axes) {
        boolean[] removed = new boolean[shape.length];
        axes.ifPresent(given -> Arrays.stream(given).forEach(a -> removed[axis(a, shape.length)] = true));
        List<Long> kept = new ArrayList<>();
        for (int d = 0; d < shape.length; d++) {
            if (axes.isPresent() ? !removed[d] : shape[d] != 1) {
                kept.add(shape[d]);
            }
        }
        return kept.stream().mapToLong(Long::longValue).toArray();
    }

    private static long[] unsqueezed(long[] shape, long[] axes) {
        long[] result = new long[shape.length + axes.length];
        Arrays.fill(result, -1);
        for (long a : axes) {
            result[axis(a, result.length)] = 1;
        }
        int next = 0;
        for (int d = 0; d < result.length; d++) {
            if (result[d] < 0) {
                result[d] = shape[next++];
            }
        }
        return result;
    }

    /** What Slice takes of {@code shape}: its arguments are inputs since opset 10, attributes before. */
    static List<Range> slices(OnnxNode node, List<TensorData> inputs, long[] shape) {
        long[] starts = argument(node, inputs, 1, "starts").orElseThrow();
        long[] ends = argument(node, inputs, 2, "ends").orElseThrow();
        Optional<long[]> axes = argument(node, inputs, 3, "axes");
        Optional<long[]> steps = argument(node, inputs, 4, "steps");
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            int axis = axes.isPresent() ? axis(axes.get()[i], shape.length) : i;
            long step = steps.isPresent() ? steps.get()[i] : 1;
            ranges.add(range(axis, starts[i], ends[i], step, shape[axis]));
        }
        return ranges;
    }

    private static Optional<long[]> argument(OnnxNode node, List<TensorData> inputs, int index, String attribute) {
        return index < inputs.size() ? Optional.of(inputs.get(index).toLongs()) : node.integers(attribute);
    }

    private static Range range(int axis, long start, long end, long step, long size) {
        if (step == 0) {
            throw new UnsupportedNode();
        }
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? size : size - 1;
        long first = Math.min(Math.max(start < 0 ? start + size : start, 0), high);
        long behind = end < -size ? low : Math.min(Math.max(end < 0 ? end + size : end, low), high);
        long distance = step > 0 ? behind - first : first - behind;
        long width = Math.abs(step);
        return new Range(axis, first, step, Math.max(0, (distance + width - 1) / width));
    }
}
