package org.evalgap.nn;

import java.util.List;
import java.util.stream.Stream;

/** {@link LayerSpec.Residual}: y = body(x) + shortcut(x), so dx = body's dx + shortcut's dx, each for the same dy. */
final class ResidualLayer implements Layer {

    private final Chain body;
    private final Chain shortcut;

    ResidualLayer(Chain body, Chain shortcut) {
        this.body = body;
        this.shortcut = shortcut;
    }

    @Override
    public List<Variable> variables() {
        return Stream.of(body, shortcut)
                .flatMap(branch -> branch.variables().stream())
                .toList();
    }

    @Override
    public List<RunningStatistics> runningStatistics() {
        return Stream.of(body, shortcut)
                .flatMap(branch -> branch.runningStatistics().stream())
                .toList();
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Node bodyNode = body.compile(c, x);
        Node shortcutNode = shortcut.compile(c, x);
        // Not into the body's output: its last layer may need that again.
        Tensor y = c.allocate(bodyNode.output().shape());
        add(c, bodyNode.output(), shortcutNode.output(), y);
        return new ResidualNode(bodyNode, shortcutNode, y);
    }

    private record ResidualNode(Node body, Node shortcut, Tensor output) implements Node {
        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            // Either branch may overwrite the gradient it is given.
            Tensor copy = c.allocate(dy.shape());
            c.emit(c.kernels().copy(dy, copy));
            Tensor dx = body.backward(c, dy);
            add(c, dx, shortcut.backward(c, copy), dx);
            return dx;
        }
    }

    private static void add(Compilation c, Tensor a, Tensor b, Tensor sum) {
        for (Compilation.Block block : c.blocks(sum)) {
            c.emit(c.kernels().add(block.of(a), block.of(b), block.of(sum)));
        }
    }
}
