package org.evalgap.nn;

import java.util.HashMap;
import java.util.Map;

/** {@link LayerSpec.Residual}. */
record PlainResidual(PlainLayer body, PlainLayer shortcut) implements PlainLayer {

    @Override
    public double[] forward(double[] x) {
        return sum(body.forward(x), shortcut.forward(x));
    }

    @Override
    public double[] backward(double[] dy) {
        return sum(body.backward(dy), shortcut.backward(dy));
    }

    @Override
    public Map<Variable, double[]> gradients() {
        Map<Variable, double[]> gradients = new HashMap<>(body.gradients());
        gradients.putAll(shortcut.gradients());
        return gradients;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }
}
