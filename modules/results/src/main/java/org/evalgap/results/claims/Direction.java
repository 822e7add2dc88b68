package org.evalgap.results.claims;

import java.util.List;
import org.evalgap.results.schema.Labels;

/**
 * Where an effect has to be for a claim to hold, as ranges of effect − reference in units of the smallest effect that
 * matters. What lies between two verdicts is a bound; a verdict is sure if the whole interval lies between bounds.
 */
enum Direction implements Labels.Labelled {
    /** Larger by what matters. */
    ABOVE("above", above(Verdict.SUPPORTED), between(Verdict.SMALLER_THAN_MATTERS), below(Verdict.OPPOSITE)),
    /** Smaller by what matters. */
    BELOW("below", below(Verdict.SUPPORTED), between(Verdict.SMALLER_THAN_MATTERS), above(Verdict.OPPOSITE)),
    /** Different by what matters, whatever the sign. */
    DIFFERS("differs", above(Verdict.SUPPORTED), between(Verdict.SMALLER_THAN_MATTERS), below(Verdict.SUPPORTED)),
    /** Not different by what matters. */
    WITHIN("within", between(Verdict.SUPPORTED), above(Verdict.OPPOSITE), below(Verdict.OPPOSITE)),
    /** Not larger by what matters. */
    NOT_ABOVE("not-above", new Range(Double.NEGATIVE_INFINITY, 1, Verdict.SUPPORTED), above(Verdict.OPPOSITE)),
    /** Not smaller by what matters. */
    NOT_BELOW("not-below", new Range(-1, Double.POSITIVE_INFINITY, Verdict.SUPPORTED), below(Verdict.OPPOSITE));

    /**
     * Effects that are one verdict.
     *
     * @param lower bound
     * @param upper bound
     */
    record Range(double lower, double upper, Verdict verdict) {

        /** How far an effect in the range is from leaving it. */
        double depth(double effect) {
            return Math.min(effect - lower, upper - effect);
        }
    }

    private final String label;
    private final List<Range> ranges;

    Direction(String label, Range... ranges) {
        this.label = label;
        this.ranges = List.of(ranges);
    }

    @Override
    public String label() {
        return label;
    }

    /** All ranges, which leave out nothing but bounds. */
    List<Range> ranges() {
        return ranges;
    }

    /** The range that an effect is deepest in. */
    Range of(double effect) {
        Range deepest = ranges.get(0);
        for (Range range : ranges) {
            deepest = range.depth(effect) > deepest.depth(effect) ? range : deepest;
        }
        return deepest;
    }

    private static Range above(Verdict verdict) {
        return new Range(1, Double.POSITIVE_INFINITY, verdict);
    }

    private static Range between(Verdict verdict) {
        return new Range(-1, 1, verdict);
    }

    private static Range below(Verdict verdict) {
        return new Range(Double.NEGATIVE_INFINITY, -1, verdict);
    }
}
