package org.evalgap.nn;

/** The input under another shape, or its own: {@link LayerSpec.Flatten}, {@link Rearrangement.Identity}. */
final class ViewLayer implements Layer {

    private final Shape outputShape;

    ViewLayer(Shape outputShape) {
        this.outputShape = outputShape;
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        return new ViewNode(
                x, x.reshape(c.batchSize(), outputShape.height(), outputShape.width(), outputShape.channels()));
    }

    private record ViewNode(Tensor input, Tensor output) implements Node {
        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            return dy.reshape(input.shape());
        }
    }
}
