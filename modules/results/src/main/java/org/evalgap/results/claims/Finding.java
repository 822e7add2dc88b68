package org.evalgap.results.claims;

import java.util.Optional;
import org.evalgap.results.statistics.Uncertain;

/**
 * What a contrast came to at one look, the table's other contrasts disregarded.
 *
 * @param effect of unknown error below two replicates; its mean is NaN without trials
 * @param obstacle why the contrast has no outcome; empty if it has
 * @param replicates that the mean is over
 * @param cells that the mean is over, or pairs of cells
 * @param values that the mean is over, of trials or pairs of trials
 * @param missing values that were left out, or never came, so that all replicates are of the same cells
 * @param premiseUnmet cells that were left out because they are not as the premise says
 * @param notLearned cells that were left out because half of their networks or more learned nothing
 * @param hidden what the mean hides, in words
 */
record Finding(
        Uncertain effect,
        Optional<Verdict> obstacle,
        int replicates,
        int cells,
        int values,
        int missing,
        int premiseUnmet,
        int notLearned,
        Optional<String> hidden) {}
