package org.evalgap.nn;

import java.util.Map;

/**
 * One layer as the obvious loops, in double, on heap arrays [N, H, W, C]: slow, short, and the oracle of the native
 * calls.
 */
interface PlainLayer {

    /** The output; remembers what {@link #backward} needs. */
    double[] forward(double[] x);

    /** The gradient of the input of the last forward pass; leaves those of the parameters in {@link #gradients}. */
    double[] backward(double[] dy);

    default Map<Variable, double[]> gradients() {
        return Map.of();
    }
}
