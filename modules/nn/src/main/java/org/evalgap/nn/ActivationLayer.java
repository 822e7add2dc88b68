package org.evalgap.nn;

/** {@link Activation}: y = f(x), dx = f'(x) ∘ dy. */
final class ActivationLayer implements Layer {

    private final Curve curve;

    ActivationLayer(Curve curve) {
        this.curve = curve;
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.values(x.shape());
        for (Compilation.Block block : c.blocks(x)) {
            curve.value(new CurveCalls(c, block.of(x), block.of(y)), block.of(y));
        }
        return new ActivationNode(x, y);
    }

    private final class ActivationNode implements Node {
        private final Tensor x;
        private final Tensor y;

        ActivationNode(Tensor x, Tensor y) {
            this.x = x;
            this.y = y;
        }

        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            for (Compilation.Block block : c.blocks(dy)) {
                CurveCalls calls = new CurveCalls(c, block.of(x), block.of(y));
                Tensor slope = calls.temporary(0);
                curve.derivative(calls, slope);
                c.emit(c.kernels().multiply(block.of(dy), slope, block.of(dy)));
            }
            return dy;
        }
    }
}
