package org.evalgap.results.comparison;

import java.util.Arrays;
import org.evalgap.results.statistics.Estimate;

/**
 * A measure of one cell in two outputs, all as fractions.
 *
 * @param first its mean over replicates in the first output; NaN without any
 * @param second its mean over replicates in the second output; NaN without any
 * @param difference second minus first, with a 95 % interval where replicates allow one
 */
public record MetricDifference(double first, double second, Estimate difference) {

    /** Whether chance alone would rarely make the difference: its interval leaves out 0. */
    public boolean significant() {
        return difference.isSignificant();
    }

    /** Of replicates that share their random streams, one by one: Student's t of their differences. */
    static MetricDifference paired(double[] first, double[] second) {
        double[] differences = new double[first.length];
        Arrays.setAll(differences, i -> second[i] - first[i]);
        return new MetricDifference(mean(first), mean(second), Estimate.of(differences));
    }

    /**
     * Of independent replicates: Welch's t, with the degrees of freedom of Welch (1947), The generalization of
     * "Student's" problem when several different population variances are involved.
     */
    static MetricDifference independent(double[] first, double[] second) {
        double difference = mean(second) - mean(first);
        Estimate estimate = Estimate.withoutInterval(difference);
        if (first.length > 1 && second.length > 1) {
            double ofFirst = variance(first) / first.length;
            double ofSecond = variance(second) / second.length;
            double squaredError = ofFirst + ofSecond;
            double half = 0;
            if (squaredError > 0) {
                double freedom = squaredError
                        * squaredError
                        / (ofFirst * ofFirst / (first.length - 1) + ofSecond * ofSecond / (second.length - 1));
                half = Estimate.studentHalf(freedom, Math.sqrt(squaredError));
            }
            estimate = Estimate.around(difference, half);
        }
        return new MetricDifference(mean(first), mean(second), estimate);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1);
    }
}
