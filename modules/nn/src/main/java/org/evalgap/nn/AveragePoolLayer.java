package org.evalgap.nn;

/** {@link LayerSpec.AvgPool2d} and, with a window as large as the image, {@link LayerSpec.GlobalAvgPool}. */
final class AveragePoolLayer implements Layer {

    private final int height;
    private final int width;
    private final Shape outputShape;

    AveragePoolLayer(LayerSpec.AvgPool2d spec, Shape input) {
        this(spec.kernel(), spec.kernel(), spec.outputShape(input));
    }

    AveragePoolLayer(LayerSpec.GlobalAvgPool spec, Shape input) {
        this(input.height(), input.width(), spec.outputShape(input));
    }

    private AveragePoolLayer(int height, int width, Shape outputShape) {
        this.height = height;
        this.width = width;
        this.outputShape = outputShape;
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.allocate(c.batchSize(), outputShape.height(), outputShape.width(), outputShape.channels());
        for (Compilation.Block block : c.blocks(x)) {
            c.emit(c.kernels().averagePool(block.of(x), block.of(y), height, width));
        }
        return new AveragePoolNode(x, y);
    }

    private final class AveragePoolNode implements Node {
        private final Tensor x;
        private final Tensor y;

        AveragePoolNode(Tensor x, Tensor y) {
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
                c.emit(c.kernels().averagePoolGradient(block.of(x), block.of(dy), block.of(dx), height, width));
            }
            return dx;
        }
    }
}
