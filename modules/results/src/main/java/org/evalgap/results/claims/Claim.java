package org.evalgap.results.claims;

import java.util.List;

/**
 * A statement that a study can decide about.
 *
 * @param id short name
 * @param statement in words
 * @param contrasts all have to be supported for the claim to be
 */
record Claim(String id, String statement, List<Contrast> contrasts) {

    Claim {
        contrasts = List.copyOf(contrasts);
    }
}
