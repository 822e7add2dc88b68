package org.evalgap.report.figures;

import java.util.Arrays;

/** One figure of a cell, replicate after replicate; what is not finite is left out. */
public final class Samples {

    private double[] values = new double[2];
    private int count;

    public void add(double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    /** With all values, or only where they are too few for an interval; null without values. */
    public Spread spread(boolean all) {
        return Spread.of(Arrays.copyOf(values, count), all);
    }
}
