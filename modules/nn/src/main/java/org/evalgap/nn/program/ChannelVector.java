package org.evalgap.nn.program;

import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.kernel.Values;

/**
 * One value per channel that native calls multiply by, repeated until it is some 256 values long: a row of a matrix that
 * is 16 wide costs the native kernel nearly three times as much per value as one that is 256 wide.
 */
public final class ChannelVector {

    private static final int LENGTH = 256;

    private final int channels;
    private final int tiles;
    private final Tensor tensor;
    private final Values values;

    /**
     * @param channels C
     * @param pixels of each sample that will be multiplied: the repetitions must divide them
     */
    public ChannelVector(Compilation c, int channels, int pixels) {
        this.channels = channels;
        tiles = largestDivisor(pixels, Math.max(1, LENGTH / channels));
        tensor = c.allocate((long) tiles * channels);
        values = tensor.values();
    }

    public Tensor tensor() {
        return tensor;
    }

    double get(int channel) {
        return values.get(channel);
    }

    public void set(int channel, double value) {
        for (int tile = 0; tile < tiles; tile++) {
            values.set(tile * channels + channel, value);
        }
    }

    private static int largestDivisor(int number, int limit) {
        for (int divisor = limit; divisor > 1; divisor--) {
            if (number % divisor == 0) {
                return divisor;
            }
        }
        return 1;
    }
}
