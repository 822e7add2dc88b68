package org.evalgap.study.plan;

import java.util.List;
import java.util.Map;
import org.evalgap.nn.graph.Graph;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.NormSpec;
import org.evalgap.nn.graph.PlacedNode;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.Spatial;
import org.evalgap.nn.graph.Window;

/**
 * How large a network is, for predictions.
 *
 * @param flops floating-point operations of one image's forward pass
 * @param parameters trainable parameters
 * @param activations values that leave all layers for one image, the image itself included
 * @param liveActivations most of them, for one image, that a forward pass needs at a time: each from where it arises to
 *     its last use
 */
record NetworkSize(double flops, long parameters, long activations, long liveActivations) {

    /** Operations per value of a layer that does little arithmetic: memory is what it waits for. */
    private static final double FLOPS_PER_VALUE = 30;

    private static final double FLOPS_PER_NORMALIZED_VALUE = 80;

    static NetworkSize of(NetworkSpec spec) {
        NetworkSize layers = of(spec.layers(), spec.input());
        return new NetworkSize(layers.flops, spec.parameters(), spec.input().size() + layers.activations, live(spec));
    }

    private static long live(NetworkSpec spec) {
        List<PlacedNode> nodes = spec.nodes();
        int[] lastUse = new int[nodes.size()];
        for (int node = 0; node < nodes.size(); node++) {
            lastUse[node] = node;
            for (int input : nodes.get(node).inputs()) {
                if (input != PlacedNode.IMAGE) {
                    lastUse[input] = node;
                }
            }
        }
        long most = 0;
        for (int node = 0; node < nodes.size(); node++) {
            long live = spec.input().size();
            for (int value = 0; value <= node; value++) {
                live += lastUse[value] >= node ? nodes.get(value).outputShape().size() : 0;
            }
            most = Math.max(most, live);
        }
        return most;
    }

    private static NetworkSize of(List<LayerSpec> layers, Shape input) {
        NetworkSize size = new NetworkSize(0, 0, 0, 0);
        Shape shape = input;
        for (LayerSpec layer : layers) {
            size = size.plus(of(layer, shape));
            shape = layer.outputShape(shape);
        }
        return size;
    }

    private static NetworkSize of(Graph graph, Shape input) {
        Map<String, Shape> shapes = graph.outputShapes(input);
        NetworkSize size = new NetworkSize(0, 0, 0, 0);
        for (Node node : graph.nodes()) {
            int values = shapes.get(node.name()).size();
            size = size.plus(
                    node.operator() instanceof LayerSpec layer
                            ? of(layer, shapes.get(node.inputs().get(0)))
                            : new NetworkSize(FLOPS_PER_VALUE * values, 0, values, 0));
        }
        return size;
    }

    private static NetworkSize of(LayerSpec layer, Shape input) {
        if (layer instanceof Graph graph) {
            return of(graph, input);
        }
        Shape output = layer.outputShape(input);
        NetworkSize size = new NetworkSize(flops(layer, input, output), 0, output.size(), 0);
        return layer instanceof LayerSpec.Residual residual
                ? size.plus(of(residual.body(), input)).plus(of(residual.shortcut(), input))
                : size;
    }

    private NetworkSize plus(NetworkSize other) {
        return new NetworkSize(flops + other.flops, 0, activations + other.activations, 0);
    }

    private static double flops(LayerSpec layer, Shape in, Shape out) {
        if (layer instanceof LayerSpec.Conv2d conv) {
            return 2.0 * conv.kernel() * conv.kernel() * in.channels() * out.size();
        }
        if (layer instanceof Spatial.Convolution conv) {
            return 2.0 * kernelPixels(conv) * in.channels() / conv.groups() * out.size();
        }
        if (layer instanceof LayerSpec.Linear) {
            return 2.0 * in.size() * out.size();
        }
        return in.size() * (NormSpec.of(layer).isPresent() ? FLOPS_PER_NORMALIZED_VALUE : FLOPS_PER_VALUE);
    }

    private static long kernelPixels(Spatial.Convolution conv) {
        Window.Size kernel = conv.window().kernel();
        return (long) kernel.height() * kernel.width();
    }
}
