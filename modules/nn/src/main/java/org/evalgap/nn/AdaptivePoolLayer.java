package org.evalgap.nn;

/** {@link Spatial.AdaptiveAveragePool}: y = P x for each sample, with one row of P for each window. */
final class AdaptivePoolLayer implements Layer {

    private final Shape input;
    private final Shape outputShape;

    AdaptivePoolLayer(Shape input, Shape outputShape) {
        this.input = input;
        this.outputShape = outputShape;
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        Tensor y = c.values(outputShape);
        Tensor windows = windows(c);
        for (int n = 0; n < c.batchSize(); n++) {
            c.emit(c.kernels().matrixProduct(windows, false, x.slice(n, 1), false, y.slice(n, 1), 0));
        }
        return new AdaptivePoolNode(x, y, windows);
    }

    /** P [H' · W', H · W]. */
    private Tensor windows(Compilation c) {
        Tensor windows = c.allocate(outputShape.pixels(), input.pixels());
        Values values = windows.values();
        for (int window = 0; window < outputShape.pixels(); window++) {
            int row = window / outputShape.width();
            int column = window % outputShape.width();
            int top = first(row, outputShape.height(), input.height());
            int bottom = end(row, outputShape.height(), input.height());
            int left = first(column, outputShape.width(), input.width());
            int right = end(column, outputShape.width(), input.width());
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    values.set(
                            window * input.pixels() + y * input.width() + x, 1.0 / ((bottom - top) * (right - left)));
                }
            }
        }
        return windows;
    }

    private static int first(int window, int windows, int size) {
        return window * size / windows;
    }

    private static int end(int window, int windows, int size) {
        return ((window + 1) * size + windows - 1) / windows;
    }

    private record AdaptivePoolNode(Tensor x, Tensor output, Tensor windows) implements Node {
        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            Tensor dx = c.allocate(x.shape());
            for (int n = 0; n < c.batchSize(); n++) {
                c.emit(c.kernels().matrixProduct(windows, true, dy.slice(n, 1), false, dx.slice(n, 1), 0));
            }
            return dx;
        }
    }
}
