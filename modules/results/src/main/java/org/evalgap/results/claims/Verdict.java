package org.evalgap.results.claims;

import java.util.Collection;
import java.util.Locale;
import org.evalgap.results.statistics.Estimate;

/**
 * What a study says about a contrast or a claim.
 *
 * <p>A contrast is supported if its interval lies wholly on the claimed side of the threshold, refuted if wholly on the
 * other, and inconclusive if the threshold is inside. A claim says all that its contrasts say: one that is refuted refutes
 * it; else one that is not testable leaves it not testable, one that is inconclusive leaves it inconclusive.
 */
enum Verdict {
    REFUTED,
    NOT_TESTABLE,
    INCONCLUSIVE,
    SUPPORTED;

    /** {@code not testable}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Verdict of(Direction direction, double threshold, Estimate effect) {
        Double lower = effect.lower();
        Double upper = effect.upper();
        if (!effect.hasInterval() || !Double.isFinite(lower) || !Double.isFinite(upper)) {
            return NOT_TESTABLE;
        }
        boolean above = lower > threshold;
        boolean below = upper < threshold;
        return switch (direction) {
            case ABOVE -> above ? SUPPORTED : below ? REFUTED : INCONCLUSIVE;
            case BELOW -> below ? SUPPORTED : above ? REFUTED : INCONCLUSIVE;
            case WITHIN ->
                lower > -threshold && below ? SUPPORTED : above || upper < -threshold ? REFUTED : INCONCLUSIVE;
        };
    }

    /** The verdict on a claim from those on its contrasts. */
    static Verdict all(Collection<Verdict> contrasts) {
        return contrasts.stream().min(Enum::compareTo).orElse(NOT_TESTABLE);
    }
}
