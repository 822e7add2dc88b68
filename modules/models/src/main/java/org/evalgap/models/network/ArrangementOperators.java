package org.evalgap.models.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.tensor.TensorData;
import org.evalgap.nn.graph.Rearrangement;

/** ONNX's operators that change shapes, take parts or put them together, and means over dimensions. */
final class ArrangementOperators {

    private final NetworkBuilder network;
    private final Formulas formulas;
    private final SpatialOperators spatial;

    ArrangementOperators(NetworkBuilder network, Formulas formulas, SpatialOperators spatial) {
        this.network = network;
        this.formulas = formulas;
        this.spatial = spatial;
    }

    ImportedValue pad(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue.Activations x = formulas.activations(node, inputs.get(0));
        long[] pads = node.has(1)
                ? Arguments.constant(node, inputs.get(1)).data().toLongs()
                : node.integers("pads").orElseThrow();
        if (node.has(3)) {
            int rank = x.shape().length;
            long[] axes = Arguments.constant(node, inputs.get(3)).data().toLongs();
            long[] all = new long[2 * rank];
            for (int i = 0; i < axes.length; i++) {
                int axis = ShapeInference.axis(axes[i], rank);
                all[axis] = pads[i];
                all[rank + axis] = pads[axes.length + i];
            }
            pads = all;
        }
        return spatial.pad(node, x, pads, Arguments.number(node, inputs, 2, node.number("value", 0)));
    }

    ImportedValue reshape(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue value = inputs.get(0);
        Optional<TensorData> argument = node.has(1)
                ? Optional.of(Arguments.constant(node, inputs.get(1)).data())
                : Optional.empty();
        long[] target = ShapeInference.reshaped(node, value.shape(), argument);
        boolean partOfFormula = value instanceof ImportedValue.Pending pending
                && (pending.is("Transpose") || pending.is("InstanceNormalization") || pending.is("Reshape"));
        boolean plain = (target.length == 2 || target.length == 4) && target[0] == network.batch();
        if (Arrays.equals(target, value.shape())) {
            return value;
        }
        if (partOfFormula || !plain) {
            return new ImportedValue.Pending(node, inputs, target);
        }
        return rearranged(node, formulas.activations(node, value), target);
    }

    private ImportedValue rearranged(OnnxNode node, ImportedValue.Activations x, long[] target) {
        // [N, C, 1, 1] and [N, C] are one in the engine.
        boolean flat = NetworkBuilder.shapeOf(x).pixels() == 1;
        boolean toFlat = target.length == 2 || target[2] * target[3] == 1;
        if (flat && toFlat) {
            return new ImportedValue.Activations(x.node(), target);
        }
        if (target.length == 2) {
            return network.add(node, new Rearrangement.FlattenChannelsFirst(), List.of(x), 2, Map.of());
        }
        return network.add(
                node,
                new Rearrangement.Reshape(NetworkBuilder.shapeOf(new ImportedValue.Activations("", target))),
                List.of(x),
                4,
                Map.of());
    }

    ImportedValue transpose(OnnxNode node, ImportedValue value) {
        long[] shape = value.shape();
        int[] order = ShapeInference.permutation(node, shape.length);
        long[] permuted = new long[shape.length];
        boolean same = true;
        for (int d = 0; d < order.length; d++) {
            permuted[d] = shape[order[d]];
            same &= order[d] == d;
        }
        return same ? value : new ImportedValue.Pending(node, List.of(value), permuted);
    }

    ImportedValue concat(OnnxNode node, List<ImportedValue> inputs) {
        int rank = inputs.get(0).shape().length;
        if (ShapeInference.axis(node.integer("axis", 1), rank) != 1) {
            throw new UnsupportedNode(node, "Concat of channels", "Concat along dimension " + node.integer("axis", 1));
        }
        return spatial.concatenated(
                node,
                inputs.stream().map(value -> formulas.activations(node, value)).toList());
    }

    List<ImportedValue> split(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue.Activations x = formulas.activations(node, inputs.get(0));
        if (ShapeInference.axis(node.integer("axis", 0), x.shape().length) != 1) {
            throw new UnsupportedNode(node, "Split of channels", "Split along dimension " + node.integer("axis", 0));
        }
        int parts = node.outputs().size();
        long[] sizes = node.has(1)
                ? Arguments.constant(node, inputs.get(1)).data().toLongs()
                : node.integers("split").orElseGet(() -> equalParts(x.shape()[1], parts));
        List<ImportedValue> outputs = new ArrayList<>();
        long from = 0;
        for (int i = 0; i < parts; i++) {
            outputs.add(spatial.channels(node, x, from, from + sizes[i]));
            from += sizes[i];
        }
        return outputs;
    }

    /** As ONNX does where the sizes are left out: the last part is smaller. */
    private static long[] equalParts(long channels, int parts) {
        long size = (channels + parts - 1) / parts;
        long[] sizes = new long[parts];
        Arrays.fill(sizes, size);
        sizes[parts - 1] = channels - size * (parts - 1);
        return sizes;
    }

    ImportedValue slice(OnnxNode node, List<ImportedValue> inputs) {
        ImportedValue.Activations x = formulas.activations(node, inputs.get(0));
        List<TensorData> arguments = new ArrayList<>(List.of(TensorData.ofLongs(new long[0], 0)));
        for (int i = 1; i < inputs.size(); i++) {
            arguments.add(Arguments.constant(node, inputs.get(i)).data());
        }
        long[] shape = x.shape();
        long[] steps = {1, 1, 1, 1};
        ImportedValue.Activations rest = x;
        for (ShapeInference.Range range : ShapeInference.slices(node, arguments, shape)) {
            boolean whole = range.count() == shape[range.axis()] && range.step() == 1;
            if (range.axis() == 1 && range.step() == 1) {
                rest = (ImportedValue.Activations)
                        spatial.channels(node, rest, range.start(), range.start() + range.count());
            } else if (range.axis() >= 2
                    && range.start() == 0
                    && range.step() > 0
                    && range.count() == (shape[range.axis()] + range.step() - 1) / range.step()) {
                steps[range.axis()] = range.step();
            } else if (!whole) {
                throw new UnsupportedNode(
                        node,
                        "a slice of channels, or every n-th row and column",
                        "elements " + range.start() + " and on of dimension " + range.axis());
            }
        }
        return steps[2] == 1 && steps[3] == 1 ? rest : spatial.subsampled(node, rest, (int) steps[2], (int) steps[3]);
    }

    ImportedValue mean(OnnxNode node, List<ImportedValue> inputs) {
        long[] shape = inputs.get(0).shape();
        Optional<long[]> given = node.has(1)
                ? Optional.of(Arguments.constant(node, inputs.get(1)).data().toLongs())
                : node.integers("axes");
        boolean keep = node.integer("keepdims", 1) != 0;
        boolean[] reduced = new boolean[shape.length];
        if (given.isEmpty()) {
            Arrays.fill(reduced, true);
        } else {
            Arrays.stream(given.get()).forEach(axis -> reduced[ShapeInference.axis(axis, shape.length)] = true);
        }
        if (shape.length == 4 && !reduced[0] && !reduced[1] && reduced[2] && reduced[3]) {
            return spatial.globalAverage(node, formulas.activations(node, inputs.get(0)), keep ? 4 : 2);
        }
        List<Long> left = new ArrayList<>();
        for (int d = 0; d < shape.length; d++) {
            if (!reduced[d]) {
                left.add(shape[d]);
            } else if (keep) {
                left.add(1L);
            }
        }
        return new ImportedValue.Pending(
                node, inputs, left.stream().mapToLong(Long::longValue).toArray());
    }
}
