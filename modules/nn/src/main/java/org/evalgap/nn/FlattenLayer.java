package org.evalgap.nn;

/** {@link LayerSpec.Flatten}: a view, in the order [H, W, C]. */
final class FlattenLayer implements Layer {

    @Override
    public Node compile(Compilation c, Tensor x) {
        return new FlattenNode(x, x.reshape(c.batchSize(), 1, 1, x.length() / c.batchSize()));
    }

    private record FlattenNode(Tensor input, Tensor output) implements Node {
        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            return dy.reshape(input.shape());
        }
    }
}
