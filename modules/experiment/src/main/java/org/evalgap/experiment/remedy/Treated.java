package org.evalgap.experiment.remedy;

import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.experiment.evaluation.ImageOutcomes;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.remedy.Uncertainty;

/**
 * What one remedy did to the deployed corner.
 *
 * @param remedy what was done
 * @param domain images that were evaluated: all, or those of one input domain
 * @param before the deployed corner without the remedy
 * @param after the deployed corner with it; empty if the remedy diverged
 * @param outcomes image by image with the remedy; empty where it is not one network that predicts
 * @param uncertainty what passes with dropout tell besides
 * @param seconds time the remedy took, without measuring unless that is the remedy
 * @param images images that passed through the network for it
 */
public record Treated(
        Remedy remedy,
        Domain domain,
        Score before,
        Optional<Score> after,
        Optional<ImageOutcomes> outcomes,
        Uncertainty uncertainty,
        double seconds,
        long images) {

    /**
     * How well a network does on test images.
     *
     * @param images evaluated
     * @param accuracy share of them predicted right
     * @param loss mean cross-entropy, in nats
     * @param calibrationError expected calibration error; empty where two networks predict
     */
    public record Score(int images, double accuracy, double loss, OptionalDouble calibrationError) {}
}
