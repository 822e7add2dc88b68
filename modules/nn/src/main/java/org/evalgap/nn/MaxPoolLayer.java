package org.evalgap.nn;

/** {@link LayerSpec.MaxPool2d}. */
final class MaxPoolLayer implements Layer {

    private final int kernel;
    private final Shape outputShape;

    MaxPoolLayer(LayerSpec.MaxPool2d spec, Shape input) {
        kernel = spec.kernel();
        outputShape = spec.outputShape(input);
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = allocateOutput(c);
        for (Compilation.Block block : c.blocks(x)) {
            c.emit(forward(c, block.of(x), block.of(y)));
        }
        return new MaxPoolNode(x, y);
    }

    Tensor allocateOutput(Compilation c) {
        return c.allocate(c.batchSize(), outputShape.height(), outputShape.width(), outputShape.channels());
    }

    Call forward(Compilation c, Tensor x, Tensor y) {
        return c.kernels().maxPool(x, y, kernel);
    }

    Call backward(Compilation c, Tensor x, Tensor dy, Tensor dx) {
        return c.kernels().maxPoolGradient(x, dy, dx, kernel);
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
