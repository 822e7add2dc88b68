package org.evalgap.experiment.evaluation;

import java.util.OptionalDouble;

/**
 * What one protocol measured.
 *
 * @param batchSize images that passed together
 * @param draws passes over the split that were averaged
 * @param images images of each pass
 * @param accuracy share of images whose largest logit is their class
 * @param accuracyStandardError of the accuracy over draws; empty with one draw
 * @param loss mean cross-entropy, in nats
 */
public record Measurement(
        int batchSize, int draws, int images, double accuracy, OptionalDouble accuracyStandardError, double loss) {

    static Measurement of(int batchSize, int images, double[] accuracies, double[] losses) {
        int draws = accuracies.length;
        double accuracy = mean(accuracies);
        OptionalDouble standardError = OptionalDouble.empty();
        if (draws > 1) {
            double squares = 0;
            for (double value : accuracies) {
                squares += (value - accuracy) * (value - accuracy);
            }
            standardError = OptionalDouble.of(Math.sqrt(squares / (draws - 1) / draws));
        }
        return new Measurement(batchSize, draws, images, accuracy, standardError, mean(losses));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
