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
 * @param drops whether dropout is on
 * @param draws outcomes on the images, one for each draw of what is random in the way; at least one
 */
record Way(String name, LeadingCause cause, boolean drops, List<Outcomes> draws) {

    static final String EVAL_MODE = "EVAL mode";

    /** Standard errors within which two figures are the same. */
    private static final double SAME = 3;

    /**
     * Times as likely as another that a way has to be, to be named where only an accuracy is known: the least that counts as
     * evidence (Kass and Raftery, Bayes Factors, 1995).
     */
    private static final double EVIDENCE = 3;

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
        return new Way(name, cause, drops, all);
    }

    /** By predictions if there are any, else by accuracy. */
    Match with(DeployedUse use) {
        return use.isOfImages() ? byPredictions(use) : byAccuracy(use);
    }

    private Match byAccuracy(DeployedUse use) {
        double distance = Math.abs(accuracy() - use.accuracy());
        return new Match(
                this, OptionalDouble.empty(), OptionalDouble.empty(), distance, distance <= SAME * deviation(use));
    }

    /** Mean over the draws. */
    double accuracy() {
        return draws.stream().mapToDouble(Outcomes::accuracy).average().orElseThrow();
    }

    /** Standard deviation of an accuracy in this way: over draws and rounding, or over the choice of as many images. */
    private double deviation(DeployedUse use) {
        if (use.isOfTheseImages()) {
            return Math.hypot(ROUNDING / SAME, deviationOfDraws());
        }
        int images = outcomes().images();
        return Math.sqrt(Math.max(accuracy() * (1 - accuracy()), 1.0 / images) / images);
    }

    private double deviationOfDraws() {
        double mean = accuracy();
        double squares = draws.stream()
                .mapToDouble(draw -> (draw.accuracy() - mean) * (draw.accuracy() - mean))
                .sum();
        return Math.sqrt(squares / Math.max(1, draws.size() - 1));
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
     * Whether the use is clearly likelier in this way than in another: by predictions surely so, at 95 %; by accuracy, where
     * there is only one figure, {@value #EVIDENCE} times as likely.
     *
     * @param classes that there are
     */
    boolean isClearlyLikelierThan(Way other, DeployedUse use, int classes) {
        Difference likelier = likelierThan(other, use, classes);
        return use.isOfImages() ? likelier.estimate().isPositive() : likelier.mean() >= Math.log(EVIDENCE);
    }

    /**
     * How much likelier the use is in this way than in another: difference of log-likelihoods in nats. Of predictions the mean
     * over images; a class's probability in a way is its share of the draws, with one more draw spread over all classes. Of an
     * accuracy by the normal approximation of its distribution.
     *
     * @param classes that there are
     */
    Difference likelierThan(Way other, DeployedUse use, int classes) {
        if (!use.isOfImages()) {
            return new Difference(logLikelihoodOfAccuracy(use) - other.logLikelihoodOfAccuracy(use), 0, 1, 0, 0);
        }
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
        return new Difference(mean, Math.sqrt(Math.max(0, squares / n - mean * mean) / n), differences.length, 0, 0);
    }

    private double logLikelihoodOfAccuracy(DeployedUse use) {
        double distance = (accuracy() - use.accuracy()) / deviation(use);
        return -distance * distance / 2 - Math.log(deviation(use));
    }

    private double probability(int image, DeployedUse use, int classes) {
        long alike = draws.stream()
                .filter(draw -> draw.predicted()[image] == use.predicted(image))
                .count();
        return (alike + 1.0 / classes) / (draws.size() + 1);
    }
}
