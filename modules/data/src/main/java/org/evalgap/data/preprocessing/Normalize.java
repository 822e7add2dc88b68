package org.evalgap.data.preprocessing;

import java.util.List;
import org.evalgap.nn.graph.ShapeException;

/**
 * (x − mean) / standard deviation for each channel, in 32-bit floats: torchvision's {@code Normalize}.
 *
 * @param mean one per channel, or one for all, in the units of what enters
 * @param standardDeviation as many as there are means, each above 0
 */
public record Normalize(List<Double> mean, List<Double> standardDeviation) implements ImageTransform {

    /** The mean and deviation of ImageNet's training images, in red, green and blue from 0 to 1. */
    public static final Normalize IMAGENET = new Normalize(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    /** @throws ShapeException if the two are empty or differ in length, or a deviation is not a positive number */
    public Normalize {
        mean = List.copyOf(mean);
        standardDeviation = List.copyOf(standardDeviation);
        if (mean.isEmpty()) {
            throw new ShapeException("mean", "a number for each channel", "none");
        }
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

    @Override
    public String name() {
        return "normalize";
    }

    /** What one value of one channel becomes. */
    float apply(float value, int channel) {
        int index = mean.size() == 1 ? 0 : channel;
        return (value - mean.get(index).floatValue())
                / standardDeviation.get(index).floatValue();
    }
}
