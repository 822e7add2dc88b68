package org.evalgap.nn;

import java.util.List;

/**
 * {@link Merge.Multiply}: y = x ∘ s, dx = dy ∘ s, ds = dy ∘ x; where s has one value per channel of a sample, ds is summed
 * over the pixels.
 */
final class MultiplyLayer implements Operation {

    private final int large;
    private final boolean channels;

    private MultiplyLayer(int large, boolean channels) {
        this.large = large;
        this.channels = channels;
    }

    static MultiplyLayer of(PlacedNode node) {
        Shape first = node.inputShapes().get(0);
        Shape second = node.inputShapes().get(1);
        return new MultiplyLayer(first.pixels() >= second.pixels() ? 0 : 1, first.pixels() != second.pixels());
    }

    @Override
    public Compiled compile(Compilation c, List<Tensor> inputs) {
        Tensor x = inputs.get(large);
        Tensor s = inputs.get(1 - large);
        Tensor y = c.values(x.shape());
        multiply(c, x, s, y);
        return new MultiplyNode(x, s, y);
    }

    private final class MultiplyNode implements Compiled {
        private final Tensor x;
        private final Tensor s;
        private final Tensor y;

        MultiplyNode(Tensor x, Tensor s, Tensor y) {
            this.x = x;
            this.s = s;
            this.y = y;
        }

        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public List<Tensor> backward(Compilation c, Tensor dy) {
            Tensor ds = c.allocate(s.shape());
            for (Compilation.Block block : c.blocks(dy)) {
                Tensor product = channels ? c.scratch(block.of(dy).shape()) : block.of(ds);
                c.emit(c.kernels().multiply(block.of(dy), block.of(x), product));
                for (int n = 0; channels && n < block.samples(); n++) {
                    Tensor sample = product.slice(n, 1);
                    c.emit(c.kernels().columnSums(sample, c.ones(sample.rows()), ds.slice(block.first() + n, 1)));
                }
            }
            multiply(c, dy, s, dy);
            return large == 0 ? List.of(dy, ds) : List.of(ds, dy);
        }
    }

    private void multiply(Compilation c, Tensor x, Tensor s, Tensor z) {
        for (Compilation.Block block : c.blocks(x)) {
            c.emit(
                    channels
                            ? c.kernels().multiplySamples(pixels(block.of(x)), pixels(block.of(s)), pixels(block.of(z)))
                            : c.kernels().multiply(block.of(x), block.of(s), block.of(z)));
        }
    }

    /** [N, H, W, C] as [N, H · W, C]. */
    private static Tensor pixels(Tensor x) {
        int samples = (int) x.shape()[0];
        return x.reshape(samples, x.rows() / samples, x.channels());
    }
}
