package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;

/** Layers one after another: a network, or a branch of a residual block. Without layers it is the identity. */
final class Chain implements Layer {

    private final List<Layer> layers;
    private final List<Layer> schedule;

    Chain(List<Layer> layers) {
        this.layers = List.copyOf(layers);
        schedule = Schedule.of(layers);
    }

    @Override
    public List<Variable> variables() {
        return layers.stream().flatMap(layer -> layer.variables().stream()).toList();
    }

    @Override
    public List<RunningStatistics> runningStatistics() {
        return layers.stream()
                .flatMap(layer -> layer.runningStatistics().stream())
                .toList();
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        return compile(c, new ArrayList<>(), x, schedule);
    }

    @Override
    public Node compileFirst(Compilation c, Shape image) {
        if (schedule.isEmpty()) {
            return Layer.super.compileFirst(c, image);
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(schedule.get(0).compileFirst(c, image));
        return compile(c, nodes, nodes.get(0).output(), schedule.subList(1, schedule.size()));
    }

    private static Node compile(Compilation c, List<Node> nodes, Tensor x, List<Layer> rest) {
        Tensor y = x;
        for (Layer layer : rest) {
            Node node = layer.compile(c, y);
            nodes.add(node);
            y = node.output();
        }
        return new ChainNode(nodes, y);
    }

    private record ChainNode(List<Node> nodes, Tensor output) implements Node {
        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            Tensor gradient = dy;
            for (int i = nodes.size() - 1; i >= 0; i--) {
                gradient = nodes.get(i).backward(c, gradient);
            }
            return gradient;
        }
    }
}
