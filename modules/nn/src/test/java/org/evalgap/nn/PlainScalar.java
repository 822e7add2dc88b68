package org.evalgap.nn;

import java.util.Map;

/** {@link LayerSpec.ScalarBias} and {@link LayerSpec.ScalarScale}. */
final class PlainScalar implements PlainLayer {

    private final Variable scalar;
    private final boolean scale;
    private double[] input;
    private double gradient;

    PlainScalar(Variable scalar, boolean scale) {
        this.scalar = scalar;
        this.scale = scale;
    }

    @Override
    public double[] forward(double[] x) {
        input = x;
        double value = scalar.values().get(0);
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = scale ? value * x[i] : value + x[i];
        }
        return y;
    }

    @Override
    public double[] gradient(double[] dy) {
        double value = scalar.values().get(0);
        double[] dx = new double[dy.length];
        gradient = 0;
        for (int i = 0; i < dy.length; i++) {
            gradient += scale ? dy[i] * input[i] : dy[i];
            dx[i] = scale ? value * dy[i] : dy[i];
        }
        return dx;
    }

    @Override
    public Map<Variable, double[]> gradients() {
        return Map.of(scalar, new double[] {gradient});
    }
}
