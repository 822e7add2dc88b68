package org.evalgap.nn;

import java.util.List;

/** {@link Spatial.MaxPool} whose window pads alike on opposite sides and ends within the padded image. */
final class MaxPoolLayer implements Layer {

    private final Window window;
    private final Shape outputShape;

    private MaxPoolLayer(Window window, Shape input) {
        this.window = window;
        outputShape = new Spatial.MaxPool(window, false).outputShape(input);
    }

    /** Any maximum pool; behind a border of the smallest number where the native pool could not pad. */
    static Layer of(Spatial.MaxPool spec, Shape input) {
        if (spec.window().padding().symmetric() && !spec.ceil()) {
            return new MaxPoolLayer(spec.window(), input);
        }
        Spatial.Pad pad = new Spatial.Pad(spec.window().reached(input, spec.ceil()), -Float.MAX_VALUE);
        return Chain.of(
                List.of(new PadLayer(pad, input), new MaxPoolLayer(spec.window().unpadded(), pad.outputShape(input))));
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = values(c);
        for (Compilation.Block block : c.blocks(x)) {
            c.emit(forward(c, block.of(x), block.of(y)));
        }
        return new MaxPoolNode(x, y);
    }

    /** Memory for the output. */
    Tensor values(Compilation c) {
        return c.values(outputShape);
    }

    Call forward(Compilation c, Tensor x, Tensor y) {
        return c.kernels().maxPool(x, y, window);
    }

    Call backward(Compilation c, Tensor x, Tensor dy, Tensor dx) {
        return c.kernels().maxPoolGradient(x, dy, dx, window);
    }

    private final class MaxPoolNode implements Node {
        private final Tensor x;
        private final Tensor y;

        MaxPoolNode(Tensor x, Tensor y) {
            this.x = x;
            this.y = y;
        }

        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            Tensor dx = c.allocate(x.shape());
            for (Compilation.Block block : c.blocks(x)) {
                c.emit(MaxPoolLayer.this.backward(c, block.of(x), block.of(dy), block.of(dx)));
            }
            return dx;
        }
    }
}
