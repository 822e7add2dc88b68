package org.evalgap.data.preprocessing;

import java.io.Serializable;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.ShapeException;

/**
 * Positive numbers from one to another.
 *
 * @param minimum above 0
 * @param maximum at least {@code minimum}
 */
public record Range(double minimum, double maximum) implements Serializable {

    /** @throws ShapeException if the range is empty or not positive; the setting is then {@code minimum} or {@code maximum} */
    public Range {
        if (!(minimum > 0 && minimum <= Float.MAX_VALUE)) {
            throw new ShapeException("minimum", "a number above 0", Double.toString(minimum));
        }
        if (!(maximum >= minimum && maximum <= Float.MAX_VALUE)) {
            throw new ShapeException("maximum", "a number of at least " + minimum, Double.toString(maximum));
        }
    }

    /** Uniform on the range. */
    double draw(SplitMix64 random) {
        return minimum + (maximum - minimum) * random.nextDouble();
    }

    /** A number whose logarithm is uniform on the range's. */
    double drawLogarithmically(SplitMix64 random) {
        double low = StrictMath.log(minimum);
        double high = StrictMath.log(maximum);
        return StrictMath.exp(low + (high - low) * random.nextDouble());
    }
}
