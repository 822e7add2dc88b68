package org.evalgap.nn.state;

import java.util.random.RandomGenerator;
import org.evalgap.nn.kernel.Values;

/** Fills a new array. */
public interface Initializer {

    Initializer ZERO = (values, length, random) -> fill(values, length, 0);
    Initializer ONE = (values, length, random) -> fill(values, length, 1);

    void fill(Values values, int length, RandomGenerator random);

    /**
     * Uniform in ±1/√fanIn: what PyTorch's {@code kaiming_uniform_(a=√5)} comes to, for weights and for biases of
     * convolutions and linear layers.
     */
    static Initializer uniform(int fanIn) {
        double bound = 1 / Math.sqrt(fanIn);
        return (values, length, random) -> {
            for (int i = 0; i < length; i++) {
                values.set(i, (2 * random.nextDouble() - 1) * bound);
            }
        };
    }

    /** Normal with mean 0. */
    static Initializer normal(double deviation) {
        return (values, length, random) -> {
            for (int i = 0; i < length; i++) {
                values.set(i, deviation * random.nextGaussian());
            }
        };
    }

    private static void fill(Values values, int length, double value) {
        for (int i = 0; i < length; i++) {
            values.set(i, value);
        }
    }
}
