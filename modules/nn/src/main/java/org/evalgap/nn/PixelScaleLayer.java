package org.evalgap.nn;

/** y[n, p, c] = s[p] x[n, p, c] with constants s. */
final class PixelScaleLayer implements Layer {

    private final double[] factors;
    private final int channels;

    PixelScaleLayer(double[] factors, int channels) {
        this.factors = factors;
        this.channels = channels;
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor scale = c.allocate((long) factors.length * channels);
        Values values = scale.values();
        for (int i = 0; i < scale.length(); i++) {
            values.set(i, factors[i / channels]);
        }
        Tensor y = c.values(x.shape());
        c.emit(c.kernels().multiplyChannels(x, scale, y));
        return new PixelScaleNode(scale, y);
    }

    private record PixelScaleNode(Tensor scale, Tensor output) implements Node {
        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            c.emit(c.kernels().multiplyChannels(dy, scale, dy));
            return dy;
        }
    }
}
