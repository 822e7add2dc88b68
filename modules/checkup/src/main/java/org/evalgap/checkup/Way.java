package org.evalgap.checkup;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.evalgap.checkup.Outcomes.Difference;
import org.evalgap.results.diagnosis.LeadingCause;

/**
 * A way in which a model may be used, for comparison with what it was seen to do.
 *
 * @param name for people
 * @param cause that this way would be
 * @param draws outcomes on the images, one for each draw of what is random in the way; at least one
 */
record Way(String name, LeadingCause cause, List<Outcomes> draws) {

    static final String EVAL_MODE = "EVAL mode";

    /** Standard errors within which two figures are the same. */
    private static final double SAME = 3;

    /** Share of images on which two programs may differ in rounding, decoding and ties. */
    private static final double ROUNDING = 0.005;

    Way {
        draws = List.copyOf(draws);
    }

    /**
     * How well the way fits the use.
     *
     * @param agreement share of images with the prediction in use; empty without predictions
     * @param expected agreement of two draws of the way: what the right way has
     * @param distance of the figures that are compared
     * @param fits whether the distance is within chance
     */
    record Match(Way way, OptionalDouble agreement, OptionalDouble expected, double distance, boolean fits) {}

    /** The first draw. */
    Outcomes outcomes() {
        return draws.get(0);
    }

    /** The same with more draws. */
    Way plus(List<Outcomes> more) {
        List<Outcomes> all = new ArrayList<>(draws);
        all.addAll(more);
        return new Way(name, cause, all);
    }

    /** By predictions if there are any, else by accuracy. */
    Match with(DeployedUse use) {
        return use.isOfImages() ? byPredictions(use) : byAccuracy(use);
    }

    private Match byAccuracy(DeployedUse use) {
        double accuracy = outcomes().accuracy();
        int images = outcomes().images();
        double deviation = Math.sqrt(Math.max(accuracy * (1 - accuracy), 1.0 / images) / images);
        double distance = Math.abs(accuracy - use.accuracy());
        return new Match(this, OptionalDouble.empty(), OptionalDouble.empty(), distance, distance <= SAME * deviation);
    }

    /** With random passes two draws of the right way agree no more and no less than one of them and the use. */
    private Match byPredictions(DeployedUse use) {
        Outcomes first = outcomes();
        Outcomes second = draws.get(Math.min(1, draws.size() - 1));
        double agreement = 0;
        double expected = 0;
        double squares = 0;
        int[] images = compared(use);
        for (int i : images) {
            double agrees = ((first.predicted()[i] == use.predicted(i) ? 1 : 0)
                            + (second.predicted()[i] == use.predicted(i) ? 1 : 0))
                    / 2.0;
            double alike = first.predicted()[i] == second.predicted()[i] ? 1 : 0;
            agreement += agrees;
            expected += alike;
            squares += (agrees - alike) * (agrees - alike);
        }
        double n = Math.max(1, images.length);
        double distance = Math.abs(agreement - expected) / n;
        double deviation = Math.sqrt(Math.max(0, squares / n - distance * distance) / n);
        return new Match(
                this,
                OptionalDouble.of(agreement / n),
                OptionalDouble.of(expected / n),
                distance,
                distance <= Math.max(ROUNDING, SAME * deviation));
    }

    /** Images with a prediction in use that passed in every draw. */
    private int[] compared(DeployedUse use) {
        return outcomes().seen().stream()
                .filter(use::has)
                .filter(i -> draws.stream().allMatch(draw -> draw.seen().get(i)))
                .toArray();
    }

    /**
     * How much likelier the predictions in use are in this way than in another: difference of log-likelihoods in nats, mean
     * over images. A class's probability in a way is its share of the draws, with one more draw spread over all classes.
     *
     * @param classes that there are
     */
    Difference likelierThan(Way other, DeployedUse use, int classes) {
        double[] differences = IntStream.of(compared(use))
                .mapToDouble(i -> Math.log(probability(i, use, classes) / other.probability(i, use, classes)))
                .toArray();
        double n = Math.max(1, differences.length);
        double sum = 0;
        double squares = 0;
        for (double difference : differences) {
            sum += difference;
            squares += difference * difference;
        }
        double mean = sum / n;
        return new Difference(mean, Math.sqrt(Math.max(0, squares / n - mean * mean) / n));
    }

    private double probability(int image, DeployedUse use, int classes) {
        long alike = draws.stream()
                .filter(draw -> draw.predicted()[image] == use.predicted(image))
                .count();
        return (alike + 1.0 / classes) / (draws.size() + 1);
    }
}
