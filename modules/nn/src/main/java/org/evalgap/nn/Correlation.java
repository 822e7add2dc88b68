package org.evalgap.nn;

/** How the native kernels compute a {@link Spatial.Convolution} without its bias, whose window pads alike on opposite sides. */
interface Correlation {

    /** Emits: y = x ⋆ w, for some samples of the batch. */
    void forward(Compilation c, Tensor x, Tensor w, Tensor y);

    /** Emits: both gradients. */
    void gradients(Compilation c, Tensor x, Tensor w, Tensor dy, Tensor dx, Tensor dw);

    static Correlation of(Spatial.Convolution spec, Shape input) {
        if (spec.groups() == 1) {
            return new Dense(spec.window());
        }
        return spec.groups() == input.channels()
                ? new Depthwise(spec.window(), spec.groups())
                : new Grouped(spec.window(), spec.groups());
    }

    /** Every output channel sees every input channel. */
    record Dense(Window window) implements Correlation {
        @Override
        public void forward(Compilation c, Tensor x, Tensor w, Tensor y) {
            c.emit(c.kernels().convolution(x, w, y, window));
        }

        @Override
        public void gradients(Compilation c, Tensor x, Tensor w, Tensor dy, Tensor dx, Tensor dw) {
            c.emit(c.kernels().convolutionGradients(x, w, dy, dx, dw, window));
        }
    }

    /** One input channel in each group. */
    record Depthwise(Window window, int channels) implements Correlation {
        @Override
        public void forward(Compilation c, Tensor x, Tensor w, Tensor y) {
            c.emit(c.kernels().depthwiseConvolution(x, byChannel(w), y, window));
        }

        @Override
        public void gradients(Compilation c, Tensor x, Tensor w, Tensor dy, Tensor dx, Tensor dw) {
            c.emit(c.kernels().depthwiseConvolutionGradients(x, byChannel(w), dy, dx, byChannel(dw), window));
        }

        /** [kh, kw, 1, I · M] as [kh, kw, I, M]. */
        private Tensor byChannel(Tensor w) {
            long[] shape = w.shape();
            return w.reshape(shape[0], shape[1], channels, shape[3] / channels);
        }
    }

    /** Each group by itself, on copies of its channels. */
    record Grouped(Window window, int groups) implements Correlation {
        @Override
        public void forward(Compilation c, Tensor x, Tensor w, Tensor y) {
            Part in = new Part(c, x, groups);
            Part weights = new Part(c, w, groups);
            Part out = new Part(c, y, groups);
            for (int g = 0; g < groups; g++) {
                in.read(c, g);
                weights.read(c, g);
                c.emit(c.kernels().convolution(in.copy, weights.copy, out.copy, window));
                out.write(c, g);
            }
            in.release(c);
            weights.release(c);
            out.release(c);
        }

        @Override
        public void gradients(Compilation c, Tensor x, Tensor w, Tensor dy, Tensor dx, Tensor dw) {
            Part in = new Part(c, x, groups);
            Part weights = new Part(c, w, groups);
            Part out = new Part(c, dy, groups);
            Part inGradient = new Part(c, dx, groups);
            Part weightGradient = new Part(c, dw, groups);
            for (int g = 0; g < groups; g++) {
                in.read(c, g);
                weights.read(c, g);
                out.read(c, g);
                c.emit(c.kernels()
                        .convolutionGradients(
                                in.copy, weights.copy, out.copy, inGradient.copy, weightGradient.copy, window));
                inGradient.write(c, g);
                weightGradient.write(c, g);
            }
        }
    }

    /** One group of the last dimension of a tensor at a time, where native kernels can work on it. */
    final class Part {
        private final Tensor all;
        private final Tensor copy;

        private Part(Compilation c, Tensor all, int groups) {
            this.all = all;
            long[] shape = all.shape();
            shape[3] /= groups;
            copy = c.values(shape);
        }

        private void read(Compilation c, int group) {
            c.emit(c.elements().copy(View.channels(all, group * copy.channels(), copy.channels()), whole()));
        }

        private void write(Compilation c, int group) {
            c.emit(c.elements().copy(whole(), View.channels(all, group * copy.channels(), copy.channels())));
        }

        private View whole() {
            return View.of(copy, copy.shape());
        }

        private void release(Compilation c) {
            c.release(copy);
        }
    }
}
