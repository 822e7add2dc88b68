package org.evalgap.report.page;

import java.util.Arrays;
import java.util.List;
import org.evalgap.results.statistics.Estimate;

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

    /** Adds nothing for null. */
    void addIfPresent(Double value) {
        if (value != null) {
            add(value);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The mean; null without values. */
    Double mean() {
        return count == 0 ? null : estimate().mean();
    }

    /** Mean and half of the 95 % interval, null where there is none. */
    List<Double> spread() {
        return Spread.of(count == 0 ? null : estimate());
    }

    private Estimate estimate() {
        return Estimate.of(Arrays.copyOf(values, count));
    }
}
