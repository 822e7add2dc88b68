package org.evalgap.nn;

/** {@link LayerSpec.Relu}; its derivative at 0 is 0, as in PyTorch. */
final class ReluLayer implements Layer {

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.values(x.shape());
        for (Compilation.Block block : c.blocks(x)) {
            c.emit(c.elements().scalar(ElementKernels.Scalar.RELU, block.of(x), 0, block.of(y)));
        }
        return new ReluNode(y);
    }

    private record ReluNode(Tensor output) implements Node {
        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            for (Compilation.Block block : c.blocks(dy)) {
                Tensor part = block.of(dy);
                Tensor positive = c.scratch(part.shape());
                c.emit(c.elements().scalar(ElementKernels.Scalar.STEP, block.of(output), 0, positive));
                c.emit(c.kernels().multiply(part, positive, part));
            }
            return dy;
        }
    }
}
