package org.evalgap.nn;

import java.util.List;

/**
 * {@link LayerSpec.ScalarBias}: y = x + b, dx = dy, db = Σ dy; and {@link LayerSpec.ScalarScale}: y = s x, dx = s dy, ds
 * = Σ dy x. The scalar is spread over a vector of one value per channel, for which there are fast kernels.
 */
final class ScalarLayer implements Layer {

    private final Variable scalar;
    private final boolean scale;

    private ScalarLayer(Variable scalar, boolean scale) {
        this.scalar = scalar;
        this.scale = scale;
    }

    static ScalarLayer bias(PlacedNode node) {
        return new ScalarLayer(new Variable(node, Variable.Role.BIAS, Initializer.ZERO, 1), false);
    }

    static ScalarLayer scale(PlacedNode node) {
        return new ScalarLayer(new Variable(node, Variable.Role.WEIGHT, Initializer.ONE, 1), true);
    }

    @Override
    public List<Variable> variables() {
        return List.of(scalar);
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        int channels = x.channels();
        Tensor y = c.values(x.shape());
        Tensor spread = c.allocate(channels);
        Values spreadValues = spread.values();
        c.emit("scalar", () -> {
            double value = scalar.values().get(0);
            for (int i = 0; i < channels; i++) {
                spreadValues.set(i, value);
            }
        });
        for (Compilation.Block block : c.blocks(x)) {
            c.emit(
                    scale
                            ? c.kernels().multiplyChannels(block.of(x), spread, block.of(y))
                            : c.kernels().addChannels(block.of(x), spread, block.of(y)));
        }
        return new ScalarNode(x, y, spread);
    }

    private final class ScalarNode implements Node {
        private final Tensor x;
        private final Tensor y;
        private final Tensor spread;

        ScalarNode(Tensor x, Tensor y, Tensor spread) {
            this.x = x;
            this.y = y;
            this.spread = spread;
        }

        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            Kernels k = c.kernels();
            List<Compilation.Block> blocks = c.blocks(dy);
            Tensor sums = c.allocate(blocks.size(), dy.channels());
            for (int b = 0; b < blocks.size(); b++) {
                Tensor part = blocks.get(b).of(dy);
                Tensor summand = scale ? c.scratch(part.shape()) : part;
                if (scale) {
                    c.emit(k.multiply(part, blocks.get(b).of(x), summand));
                    c.emit(k.multiplyChannels(part, spread, part));
                }
                c.emit(k.columnSums(summand, c.ones(part.rows()), sums.slice(b, 1)));
            }
            Values sumValues = sums.values();
            Values gradient = scalar.gradient().values();
            int count = (int) sums.length();
            c.emit("scalar", () -> {
                double sum = 0;
                for (int i = 0; i < count; i++) {
                    sum += sumValues.get(i);
                }
                gradient.set(0, sum);
            });
            return dy;
        }
    }
}
