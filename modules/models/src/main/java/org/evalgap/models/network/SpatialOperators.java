package org.evalgap.models.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.models.OnnxNode;
import org.evalgap.models.tensor.TensorData;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Rearrangement;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.graph.Spatial;
import org.evalgap.nn.graph.Window;

/** ONNX's operators over windows of an image, and its border. */
final class SpatialOperators {

    private final NetworkBuilder network;

    SpatialOperators(NetworkBuilder network) {
        this.network = network;
    }

    /** Conv: x, weight [O, I / groups, kh, kw], bias. */
    ImportedValue convolution(OnnxNode node, ImportedValue.Activations x, List<ImportedValue.Constant> parameters) {
        ImportedValue.Constant weight = parameters.get(0);
        long[] kernel = weight.shape();
        if (kernel.length != 4 || x.shape().length != 4) {
            throw new UnsupportedNode(node, "a 2-D convolution", "a weight of " + TensorData.shapeText(kernel));
        }
        int groups = (int) node.integer("group", 1);
        if (kernel[1] * groups != x.shape()[1]) {
            throw new UnsupportedNode(
                    node,
                    "a weight for the " + x.shape()[1] + " channels that enter, in " + groups + " groups",
                    "one of " + TensorData.shapeText(kernel));
        }
        boolean bias = parameters.size() > 1;
        Map<String, ImportedValue.Constant> arrays = new LinkedHashMap<>(Map.of("weight", weight));
        if (bias) {
            arrays.put("bias", parameters.get(1));
        }
        Window window = window(node, x, new long[] {kernel[2], kernel[3]});
        return refusable(
                node,
                () -> network.add(
                        node, new Spatial.Convolution((int) kernel[0], window, groups, bias), List.of(x), 4, arrays));
    }

    ImportedValue maxPool(OnnxNode node, ImportedValue.Activations x) {
        if (node.outputs().size() > 1 && !node.outputs().get(1).isEmpty()) {
            throw new UnsupportedNode(node, "MaxPool without indices", "one whose indices leave, too");
        }
        boolean ceil = node.integer("ceil_mode", 0) != 0;
        return refusable(node, () -> network.add(node, new Spatial.MaxPool(window(node, x, kernel(node)), ceil), x));
    }

    ImportedValue averagePool(OnnxNode node, ImportedValue.Activations x) {
        boolean ceil = node.integer("ceil_mode", 0) != 0;
        boolean counted = node.integer("count_include_pad", 0) != 0;
        return refusable(
                node,
                () -> network.add(node, new Spatial.AveragePool(window(node, x, kernel(node)), ceil, counted), x));
    }

    /** GlobalAveragePool, or the mean over height and width. */
    ImportedValue globalAverage(OnnxNode node, ImportedValue.Activations x, int rank) {
        return network.add(node, new LayerSpec.GlobalAvgPool(), List.of(x), rank, Map.of());
    }

    ImportedValue globalMax(OnnxNode node, ImportedValue.Activations x) {
        Shape image = NetworkBuilder.shapeOf(x);
        Window.Size all = new Window.Size(image.height(), image.width());
        Window window = new Window(all, all, Window.Size.square(1), Window.Padding.NONE);
        return network.add(node, new Spatial.MaxPool(window, false), x);
    }

    /** Every {@code rows}-th row and {@code columns}-th column from the first on. */
    ImportedValue subsampled(OnnxNode node, ImportedValue.Activations x, int rows, int columns) {
        Window window = new Window(
                Window.Size.square(1), new Window.Size(rows, columns), Window.Size.square(1), Window.Padding.NONE);
        return network.add(node, new Spatial.MaxPool(window, false), x);
    }

    /**
     * Pad.
     *
     * @param pads what is added ahead of each dimension, then behind each
     */
    ImportedValue pad(OnnxNode node, ImportedValue.Activations x, long[] pads, double value) {
        boolean none = true;
        for (long pad : pads) {
            none &= pad == 0;
        }
        if (none) {
            return x;
        }
        String mode = node.text("mode", "constant");
        if (!mode.equals("constant") || pads.length != 8 || x.shape().length != 4) {
            throw new UnsupportedNode(
                    node,
                    "a constant border around an image",
                    "a border of mode " + mode + " and " + pads.length / 2 + " dimensions");
        }
        if (pads[0] != 0 || pads[1] != 0 || pads[4] != 0 || pads[5] != 0) {
            throw new UnsupportedNode(node, "a border of rows and columns", "added images or channels");
        }
        return refusable(
                node,
                () -> network.add(
                        node,
                        new Spatial.Pad(
                                new Window.Padding((int) pads[2], (int) pads[3], (int) pads[6], (int) pads[7]), value),
                        x));
    }

    private static long[] kernel(OnnxNode node) {
        return node.integers("kernel_shape").orElseThrow(() -> new UnsupportedNode(node, "a kernel_shape", "none"));
    }

    private static Window window(OnnxNode node, ImportedValue.Activations x, long[] kernel) {
        long[] stride = node.integers("strides").orElse(new long[] {1, 1});
        long[] dilation = node.integers("dilations").orElse(new long[] {1, 1});
        if (x.shape().length != 4 || kernel.length != 2 || stride.length != 2 || dilation.length != 2) {
            throw new UnsupportedNode(node, "2-D windows over images", "a kernel of " + TensorData.shapeText(kernel));
        }
        long[] pads = padding(node, x.shape(), kernel, stride, dilation);
        return refusable(
                node,
                () -> new Window(
                        size(kernel),
                        size(stride),
                        size(dilation),
                        new Window.Padding((int) pads[0], (int) pads[1], (int) pads[2], (int) pads[3])));
    }

    private static Window.Size size(long[] size) {
        return new Window.Size(Math.toIntExact(size[0]), Math.toIntExact(size[1]));
    }

    private static long[] padding(OnnxNode node, long[] shape, long[] kernel, long[] stride, long[] dilation) {
        String automatic = node.text("auto_pad", "NOTSET");
        if (automatic.equals("NOTSET")) {
            return node.integers("pads").orElse(new long[4]);
        }
        long[] pads = new long[4];
        if (automatic.startsWith("SAME")) {
            for (int d = 0; d < 2; d++) {
                long size = shape[2 + d];
                long windows = (size + stride[d] - 1) / stride[d];
                long reach = (kernel[d] - 1) * dilation[d] + 1;
                long total = Math.max(0, (windows - 1) * stride[d] + reach - size);
                // UPPER puts an odd pixel behind the image, LOWER ahead of it.
                long less = total / 2;
                pads[d] = automatic.equals("SAME_UPPER") ? less : total - less;
                pads[2 + d] = total - pads[d];
            }
        }
        return pads;
    }

    /** Concat along the channels. */
    ImportedValue concatenated(OnnxNode node, List<ImportedValue.Activations> inputs) {
        if (inputs.size() == 1) {
            return inputs.get(0);
        }
        return network.add(
                node,
                new org.evalgap.nn.graph.Merge.Concat(),
                inputs,
                inputs.get(0).shape().length,
                Map.of());
    }

    ImportedValue channels(OnnxNode node, ImportedValue.Activations x, long from, long to) {
        if (from == 0 && to == x.shape()[1]) {
            return x;
        }
        return refusable(node, () -> network.add(node, new Rearrangement.ChannelSlice((int) from, (int) to), x));
    }

    private interface Step<T> {
        T take();
    }

    /** The engine's records refuse settings when they are made. */
    private static <T> T refusable(OnnxNode node, Step<T> step) {
        try {
            return step.take();
        } catch (ShapeException e) {
            throw NetworkBuilder.unsupported(node, e);
        }
    }
}
