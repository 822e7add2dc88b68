package org.evalgap.nn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Layers one after another. */
record PlainChain(List<PlainLayer> layers) implements PlainLayer {

    @Override
    public double[] forward(double[] x) {
        double[] y = x;
        for (PlainLayer layer : layers) {
            y = layer.forward(y);
        }
        return y;
    }

    @Override
    public double[] backward(double[] dy) {
        double[] dx = dy;
        for (int i = layers.size() - 1; i >= 0; i--) {
            dx = layers.get(i).backward(dx);
        }
        return dx;
    }

    @Override
    public Map<Variable, double[]> gradients() {
        Map<Variable, double[]> gradients = new HashMap<>();
        layers.forEach(layer -> gradients.putAll(layer.gradients()));
        return gradients;
    }
}
