package org.evalgap.nn;

import java.util.Arrays;

/** Maximum or mean over windows; the first of several equal maxima gets the gradient. */
final class PlainPool implements PlainLayer {

    private final boolean maximum;
    private final Shape in;
    private final Shape out;
    private final Windows windows;
    private double[] input;

    /** What output pixel (y, x) covers of the image, and what a mean over it divides by. */
    private interface Windows {
        Cover at(int y, int x);
    }

    private record Cover(int top, int bottom, int left, int right, double divisor) {}

    private PlainPool(boolean maximum, Shape in, Shape out, Windows windows) {
        this.maximum = maximum;
        this.in = in;
        this.out = out;
        this.windows = windows;
    }

    static PlainPool maximum(Spatial.MaxPool spec, Shape in) {
        return new PlainPool(true, in, spec.outputShape(in), (y, x) -> cover(spec.window(), in, false, y, x));
    }

    static PlainPool mean(Spatial.AveragePool spec, Shape in) {
        return new PlainPool(
                false, in, spec.outputShape(in), (y, x) -> cover(spec.window(), in, spec.countPadding(), y, x));
    }

    static PlainPool adaptive(Shape in, Shape out) {
        return new PlainPool(false, in, out, (y, x) -> {
            int top = (int) Math.floor((double) y * in.height() / out.height());
            int bottom = (int) Math.ceil((y + 1.0) * in.height() / out.height());
            int left = (int) Math.floor((double) x * in.width() / out.width());
            int right = (int) Math.ceil((x + 1.0) * in.width() / out.width());
            return new Cover(top, bottom, left, right, (bottom - top) * (right - left));
        });
    }

    private static Cover cover(Window window, Shape in, boolean countPadding, int y, int x) {
        Window.Padding padding = window.padding();
        int top = y * window.stride().height() - padding.top();
        int left = x * window.stride().width() - padding.left();
        int bottom = top + window.kernel().height();
        int right = left + window.kernel().width();
        double padded = (double) (Math.min(bottom, in.height() + padding.bottom()) - top)
                * (Math.min(right, in.width() + padding.right()) - left);
        top = Math.max(top, 0);
        left = Math.max(left, 0);
        bottom = Math.min(bottom, in.height());
        right = Math.min(right, in.width());
        return new Cover(top, bottom, left, right, countPadding ? padded : (bottom - top) * (double) (right - left));
    }

    @Override
    public double[] forward(double[] x) {
        input = x;
        double[] y = new double[x.length / in.size() * out.size()];
        for (int o = 0; o < y.length; o++) {
            int[] window = window(o);
            y[o] = maximum
                    ? x[largest(window)]
                    : Arrays.stream(window).mapToDouble(i -> x[i]).sum()
                            / coverOf(o).divisor();
        }
        return y;
    }

    @Override
    public double[] gradient(double[] dy) {
        double[] dx = new double[input.length];
        for (int o = 0; o < dy.length; o++) {
            int[] window = window(o);
            if (maximum) {
                dx[largest(window)] += dy[o];
            } else {
                for (int i : window) {
                    dx[i] += dy[o] / coverOf(o).divisor();
                }
            }
        }
        return dx;
    }

    private int largest(int[] window) {
        int best = window[0];
        for (int i : window) {
            best = input[i] > input[best] ? i : best;
        }
        return best;
    }

    private Cover coverOf(int o) {
        int pixel = o / out.channels() % out.pixels();
        return windows.at(pixel / out.width(), pixel % out.width());
    }

    /** Positions of the inputs of output {@code o}, row by row. */
    private int[] window(int o) {
        Cover cover = coverOf(o);
        int width = cover.right() - cover.left();
        int[] positions = new int[(cover.bottom() - cover.top()) * width];
        for (int i = 0; i < positions.length; i++) {
            int y = cover.top() + i / width;
            int x = cover.left() + i % width;
            positions[i] = o / out.size() * in.size() + (y * in.width() + x) * in.channels() + o % out.channels();
        }
        return positions;
    }
}
