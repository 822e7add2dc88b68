package org.evalgap.data;

import java.io.Serializable;
import java.util.List;
import org.evalgap.nn.graph.ShapeException;

/**
 * What is subtracted from each channel and what it is then divided by, where pixels run from 0 to 1.
 *
 * @param mean one per channel; empty if both are to be computed from the training split
 * @param standardDeviation one per channel, each above 0; as many as there are means
 */
public record Normalization(List<Double> mean, List<Double> standardDeviation) implements Serializable {

    /** Mean and (biased) standard deviation over all pixels of the training split. */
    public static final Normalization COMPUTED = new Normalization(List.of(), List.of());

    /** @throws ShapeException if the two differ in length, or a standard deviation is not a positive number */
    public Normalization {
        mean = List.copyOf(mean);
        standardDeviation = List.copyOf(standardDeviation);
        if (mean.size() != standardDeviation.size()) {
            throw new ShapeException(
                    "standard-deviation", mean.size() + " numbers, as for mean", standardDeviation.size() + " numbers");
        }
        for (double value : mean) {
            if (!(Math.abs(value) <= Float.MAX_VALUE)) {
                throw new ShapeException("mean", "finite numbers", Double.toString(value));
            }
        }
        for (double value : standardDeviation) {
            if (!((float) value > 0 && value <= Float.MAX_VALUE)) {
                throw new ShapeException("standard-deviation", "positive numbers", Double.toString(value));
            }
        }
    }

    /** Whether mean and standard deviation are to be computed from the training split. */
    public boolean isComputed() {
        return mean.isEmpty();
    }

    float[] meanPerChannel() {
        return floats(mean);
    }

    float[] standardDeviationPerChannel() {
        return floats(standardDeviation);
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
