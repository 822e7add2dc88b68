package org.evalgap.nn;

/** Maximum or mean over windows that do not overlap; the first of several equal maxima gets the gradient. */
final class PlainPool implements PlainLayer {

    private final boolean maximum;
    private final int height;
    private final int width;
    private final Shape in;
    private final Shape out;
    private double[] input;

    PlainPool(boolean maximum, int height, int width, Shape in, Shape out) {
        this.maximum = maximum;
        this.height = height;
        this.width = width;
        this.in = in;
        this.out = out;
    }

    @Override
    public double[] forward(double[] x) {
        input = x;
        double[] y = new double[x.length / in.size() * out.size()];
        for (int o = 0; o < y.length; o++) {
            int[] window = window(o);
            if (maximum) {
                y[o] = x[largest(window)];
            } else {
                for (int i : window) {
                    y[o] += x[i] / window.length;
                }
            }
        }
        return y;
    }

    @Override
    public double[] backward(double[] dy) {
        double[] dx = new double[input.length];
        for (int o = 0; o < dy.length; o++) {
            int[] window = window(o);
            if (maximum) {
                dx[largest(window)] += dy[o];
            } else {
                for (int i : window) {
                    dx[i] += dy[o] / window.length;
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

    /** Positions of the inputs of output {@code o}, row by row. */
    private int[] window(int o) {
        int c = o % out.channels();
        int x = o / out.channels() % out.width();
        int y = o / out.channels() / out.width() % out.height();
        int n = o / out.size();
        int[] positions = new int[height * width];
        for (int i = 0; i < positions.length; i++) {
            int iy = y * height + i / width;
            int ix = x * width + i % width;
            positions[i] = ((n * in.height() + iy) * in.width() + ix) * in.channels() + c;
        }
        return positions;
    }
}
