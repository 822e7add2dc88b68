package org.evalgap.nn;

import java.util.List;

/** {@link Spatial.AveragePool} whose window pads alike on opposite sides and ends within the padded image. */
final class AveragePoolLayer implements Layer {

    private final Window window;
    private final boolean countPadding;
    private final Shape outputShape;

    private AveragePoolLayer(Window window, boolean countPadding, Shape input) {
        this.window = window;
        this.countPadding = countPadding;
        outputShape = new Spatial.AveragePool(window, false, countPadding).outputShape(input);
    }

    /** Any average pool: where the native pool could not pad, behind a border of zeros, and what it divides by mended. */
    static Layer of(Spatial.AveragePool spec, Shape input) {
        Window window = spec.window();
        if (window.padding().symmetric() && !spec.ceil()) {
            return new AveragePoolLayer(window, spec.countPadding(), input);
        }
        Spatial.Pad pad = new Spatial.Pad(window.reached(input, spec.ceil()), 0);
        Window unpadded = window.unpadded();
        return Chain.of(List.of(
                new PadLayer(pad, input),
                new AveragePoolLayer(unpadded, false, pad.outputShape(input)),
                new PixelScaleLayer(factors(spec, input), input.channels())));
    }

    /** For each window, the kernel's values over those that count. */
    private static double[] factors(Spatial.AveragePool spec, Shape input) {
        Window window = spec.window();
        Window.Size kernel = window.kernel();
        Window.Padding counted = spec.countPadding() ? window.padding() : Window.Padding.NONE;
        Shape output = spec.outputShape(input);
        double[] factors = new double[output.pixels()];
        for (int i = 0; i < factors.length; i++) {
            int top = i / output.width() * window.stride().height()
                    - window.padding().top();
            int left = i % output.width() * window.stride().width()
                    - window.padding().left();
            int rows = overlap(top, kernel.height(), -counted.top(), input.height() + counted.bottom());
            int columns = overlap(left, kernel.width(), -counted.left(), input.width() + counted.right());
            factors[i] = (double) kernel.height() * kernel.width() / ((double) rows * columns);
        }
        return factors;
    }

    private static int overlap(int from, int length, int start, int end) {
        return Math.min(from + length, end) - Math.max(from, start);
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.values(outputShape);
        for (Compilation.Block block : c.blocks(x)) {
            c.emit(c.kernels().averagePool(block.of(x), block.of(y), window, countPadding));
        }
        return new AveragePoolNode(x, y);
    }

    private final class AveragePoolNode implements Node {
        private final Tensor x;
        private final Tensor y;

        AveragePoolNode(Tensor x, Tensor y) {
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
            for (Compilation.Block block : c.blocks(x)) {
                c.emit(c.kernels().averagePoolGradient(block.of(x), block.of(dy), block.of(dx), window, countPadding));
            }
            return dx;
        }
    }
}
