package org.evalgap.results.claims;

import java.util.Collection;
import java.util.Locale;

/**
 * What a study says about a contrast or a claim, the one that decides about a claim first: a claim says all that its
 * contrasts say, so that one contrast with the opposite effect turns it around, and it is supported if each of them is.
 */
enum Verdict {
    /** The effect is surely of the other sign than claimed, and matters; or surely larger than claimed. */
    OPPOSITE,
    /** The effect is surely smaller than what matters. */
    SMALLER_THAN_MATTERS,
    /** No cell is as the contrast presupposes. */
    PREMISE_NOT_MET,
    /** There are no such trials, or too few replicates of them. */
    NOT_TESTABLE,
    /** The interval leaves more than one of the other verdicts open. */
    INCONCLUSIVE,
    /** The effect is surely as claimed, and matters. */
    SUPPORTED;

    /** {@code not testable}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The verdict on a claim from those on its contrasts. */
    static Verdict all(Collection<Verdict> contrasts) {
        return contrasts.stream().min(Enum::compareTo).orElse(NOT_TESTABLE);
    }
}
