package org.evalgap.checkup.pass;

import java.io.Serializable;

/**
 * What is done to the values that enter a network.
 *
 * @param scale they are multiplied by
 * @param constant channel that is 1 in the place of its values, all others being 0; negative for none
 */
public record InputChange(float scale, int constant) implements Serializable {

    private static final int NONE = -1;

    public static final InputChange NOTHING = new InputChange(1, NONE);

    public static InputChange scaled(float scale) {
        return new InputChange(scale, NONE);
    }

    public static InputChange constantChannel(int channel) {
        return new InputChange(1, channel);
    }

    /** @param values [N, H, W, C], changed in place */
    void apply(float[] values, int channels) {
        if (equals(NOTHING)) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = constant < 0 ? values[i] * scale : i % channels == constant ? 1 : 0;
        }
    }
}
