package org.evalgap.nn;

import java.util.List;

/** {@link LayerSpec.Linear} on [N, 1, 1, features]. */
final class LinearLayer implements Layer {

    private final int features;
    private final Variable weight;
    private final Variable bias;

    LinearLayer(PlacedNode node, LayerSpec.Linear spec) {
        features = spec.features();
        int inputs = node.inputShape().channels();
        Initializer initializer = Initializer.uniform(inputs);
        weight = new Variable(node, Variable.Role.WEIGHT, initializer, inputs, features);
        bias = spec.bias() ? new Variable(node, Variable.Role.BIAS, initializer, features) : null;
    }

    @Override
    public List<Variable> variables() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.values(Shape.features(features));
        c.emit(c.kernels().matrixProduct(x, false, weight.value(), false, y, 0));
        if (bias != null) {
            c.emit(c.kernels().addChannels(y, bias.value(), y));
        }
        return new LinearNode(x, y);
    }

    private final class LinearNode implements Node {
        private final Tensor x;
        private final Tensor y;

        LinearNode(Tensor x, Tensor y) {
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
            c.emit(c.kernels().matrixProduct(x, true, dy, false, weight.gradient(), 0));
            c.emit(c.kernels().matrixProduct(dy, false, weight.value(), true, dx, 0));
            if (bias != null) {
                c.emit(c.kernels().columnSums(dy, c.ones(dy.rows()), bias.gradient()));
            }
            return dx;
        }
    }
}
