package org.evalgap.nn;

/** {@link Rearrangement.ChannelSlice}; the gradient of the other channels is 0. */
final class ChannelSliceLayer implements Layer {

    private final int from;
    private final Shape outputShape;

    ChannelSliceLayer(int from, Shape outputShape) {
        this.from = from;
        this.outputShape = outputShape;
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.values(outputShape);
        c.emit(c.elements().copy(part(x), View.of(y, y.shape())));
        return new SliceNode(x, y);
    }

    private View part(Tensor x) {
        return View.channels(x, from, outputShape.channels());
    }

    private final class SliceNode implements Node {
        private final Tensor x;
        private final Tensor y;

        SliceNode(Tensor x, Tensor y) {
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
            c.emit(ElementKernels.clear(dx));
            c.emit(c.elements().copy(View.of(dy, dy.shape()), part(dx)));
            return dx;
        }
    }
}
