package org.evalgap.experiment.evaluation;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What one protocol measured.
 *
 * @param batchSize images that passed together
 * @param draws passes over the split that were averaged
 * @param all over all images
 * @param domains over the images of each input domain; as many as there are domains
 * @param outcomes image by image
 */
public record Measurement(int batchSize, int draws, Scores all, List<Scores> domains, ImageOutcomes outcomes) {

    /**
     * Averages over images and draws.
     *
     * @param images different images of each pass over the split
     * @param accuracy share of images whose largest logit is their class
     * @param accuracyStandardError of the accuracy over draws; empty with one draw
     * @param loss mean cross-entropy, in nats
     * @param calibrationError expected calibration error over {@link CalibrationBins#COUNT} bins, mean over draws
     */
    public record Scores(
            int images, double accuracy, OptionalDouble accuracyStandardError, double loss, double calibrationError) {}

    public Measurement {
        domains = List.copyOf(domains);
    }

    /** Share of all images whose largest logit is their class. */
    public double accuracy() {
        return all.accuracy();
    }

    /** Mean cross-entropy of all images, in nats. */
    public double loss() {
        return all.loss();
    }
}
