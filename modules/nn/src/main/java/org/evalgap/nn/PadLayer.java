package org.evalgap.nn;

/** {@link Spatial.Pad}; the gradient of the border is nobody's. */
final class PadLayer implements Layer {

    private final Window.Padding padding;
    private final double value;
    private final Shape input;
    private final Shape outputShape;

    PadLayer(Spatial.Pad spec, Shape input) {
        padding = spec.padding();
        value = spec.value();
        this.input = input;
        outputShape = spec.outputShape(input);
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.values(outputShape);
        c.emit(value == 0 ? ElementKernels.clear(y) : c.elements().scalar(ElementKernels.Scalar.SET, y, value, y));
        c.emit(c.elements().copy(View.of(x, x.shape()), inside(y)));
        return new PadNode(x, y);
    }

    private View inside(Tensor y) {
        return View.pixels(y, padding.top(), padding.left(), input);
    }

    private final class PadNode implements Node {
        private final Tensor x;
        private final Tensor y;

        PadNode(Tensor x, Tensor y) {
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
            c.emit(c.elements().copy(inside(dy), View.of(dx, dx.shape())));
            return dx;
        }
    }
}
