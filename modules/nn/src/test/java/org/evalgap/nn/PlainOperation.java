package org.evalgap.nn;

import java.util.List;
import java.util.Map;

/**
 * One node as the obvious loops, in double, on heap arrays [N, H, W, C]: slow, short, and the oracle of the native calls.
 */
interface PlainOperation {

    /** The output; remembers what {@link #backward} needs. */
    double[] forward(List<double[]> inputs);

    /** The gradients of the inputs of the last forward pass; leaves those of the parameters in {@link #gradients}. */
    List<double[]> backward(double[] dy);

    default Map<Variable, double[]> gradients() {
        return Map.of();
    }
}
