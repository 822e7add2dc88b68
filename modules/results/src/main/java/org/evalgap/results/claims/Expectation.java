package org.evalgap.results.claims;

import org.evalgap.results.replicates.Looking;
import org.evalgap.results.statistics.Uncertain;

/**
 * What an effect should be.
 *
 * @param direction where it should be
 * @param reference value of no effect
 * @param matters smallest distance from it that matters, above 0
 */
record Expectation(Direction direction, double reference, double matters) {

    private static final double LEVEL = Looking.PROMISED;

    /**
     * What an effect comes to when the table's other contrasts are disregarded.
     *
     * @param range the effect is in
     * @param probability of an effect that far inside, on either side, if the truth were at the range's bound
     */
    record Outcome(Direction.Range range, double probability) {

        /** @param adjusted the probability, adjusted for others that might be taken for sure as well */
        Verdict verdict(double adjusted) {
            return adjusted <= LEVEL ? range.verdict() : Verdict.INCONCLUSIVE;
        }

        /** The same with the probability that it has among others. */
        Outcome with(double other) {
            return new Outcome(range, other);
        }

        /** If it is the only contrast there is, and error probabilities up to {@code level} are borne. */
        Verdict alone(double level) {
            return probability <= level ? range.verdict() : Verdict.INCONCLUSIVE;
        }
    }

    /** @param effect of known error */
    Outcome of(Uncertain effect) {
        double scaled = (effect.mean() - reference) / matters;
        Direction.Range range = direction.of(scaled);
        return new Outcome(range, effect.probabilityBeyond(Math.max(0, range.depth(scaled)) * matters));
    }

    /**
     * Whether an effect surely has a sign: positive, negative or uncertain, whatever its size.
     *
     * @param level error probability that is borne
     */
    String sign(Uncertain effect, double level) {
        double distance = effect.mean() - reference;
        boolean sure = distance != 0 && effect.probabilityBeyond(Math.abs(distance)) <= level;
        return !sure ? "uncertain" : distance > 0 ? "positive" : "negative";
    }
}
