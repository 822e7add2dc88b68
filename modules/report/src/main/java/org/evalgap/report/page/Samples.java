package org.evalgap.report.page;

import java.util.Arrays;

/** One figure of a cell, replicate after replicate; what is not finite is left out. */
final class Samples {

    private double[] values = new double[2];
    private int count;

    void add(double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    /** With all values, or only where they are too few for an interval; null without values. */
    Spread spread(boolean all) {
        return Spread.of(Arrays.copyOf(values, count), all);
    }
}
