package org.evalgap.checkup;

import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.results.diagnosis.LeadingCause;

/**
 * A way in which a model may be used, for comparison with what it was seen to do.
 *
 * @param name for people
 * @param cause that this way would be
 * @param outcomes on the images
 * @param again a second draw of what is random in it; empty if nothing is, or if no predictions are to be compared
 */
record Way(String name, LeadingCause cause, Outcomes outcomes, Optional<Outcomes> again) {

    static final String EVAL_MODE = "EVAL mode";

    /** Standard errors within which two figures are the same. */
    private static final double SAME = 3;

    /** Share of images on which two programs may differ in rounding, decoding and ties. */
    private static final double ROUNDING = 0.005;

    /**
     * How well the way fits the use.
     *
     * @param agreement share of images with the prediction in use; empty without predictions
     * @param expected agreement of two draws of the way: what the right way has
     * @param distance of the figures that are compared
     * @param fits whether the distance is within chance
     */
    record Match(Way way, OptionalDouble agreement, OptionalDouble expected, double distance, boolean fits) {}

    /** By predictions if there are any, else by accuracy. */
    Match with(DeployedUse use) {
        return use.isOfImages() ? byPredictions(use) : byAccuracy(use);
    }

    private Match byAccuracy(DeployedUse use) {
        double accuracy = outcomes.accuracy();
        double deviation =
                Math.sqrt(Math.max(accuracy * (1 - accuracy), 1.0 / outcomes.images()) / outcomes.images());
        double distance = Math.abs(accuracy - use.accuracy());
        return new Match(this, OptionalDouble.empty(), OptionalDouble.empty(), distance, distance <= SAME * deviation);
    }

    /** With random passes two draws of the right way agree no more and no less than one of them and the use. */
    private Match byPredictions(DeployedUse use) {
        Outcomes other = again.orElse(outcomes);
        int images = 0;
        double agreement = 0;
        double expected = 0;
        double squares = 0;
        for (int i = outcomes.seen().nextSetBit(0); i >= 0; i = outcomes.seen().nextSetBit(i + 1)) {
            if (!use.has(i) || !other.seen().get(i)) {
                continue;
            }
            images++;
            double agrees = ((outcomes.predicted()[i] == use.predicted(i) ? 1 : 0)
                            + (other.predicted()[i] == use.predicted(i) ? 1 : 0))
                    / 2.0;
            double draws = outcomes.predicted()[i] == other.predicted()[i] ? 1 : 0;
            agreement += agrees;
            expected += draws;
            squares += (agrees - draws) * (agrees - draws);
        }
        double n = Math.max(1, images);
        double distance = Math.abs(agreement - expected) / n;
        double deviation = Math.sqrt(Math.max(0, squares / n - distance * distance) / n);
        return new Match(
                this,
                OptionalDouble.of(agreement / n),
                OptionalDouble.of(expected / n),
                distance,
                distance <= Math.max(ROUNDING, SAME * deviation));
    }
}
