package org.evalgap.results.claims;

import java.util.Map;
import java.util.Optional;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.statistics.ImageFigure;
import org.evalgap.study.reading.TrialSettings;

/**
 * What one trial contributes to a contrast.
 *
 * @param unit the replicate: dataset and root of its random streams
 * @param number of the replicate, from 0
 * @param cell hash of the cell
 * @param settings of the trial by dotted key
 * @param learned whether its network learned at all
 * @param value of the contrast's metric; empty if the trial did not finish or has no such rows
 * @param per what the effect is a multiple of; empty as above, or if it is a multiple of nothing
 * @param premise value of the premise's metric; empty as above, or without a premise
 */
record Observation(
        String unit,
        int number,
        String cell,
        Map<String, String> settings,
        boolean learned,
        Optional<ImageFigure> value,
        Optional<ImageFigure> per,
        Optional<ImageFigure> premise) {

    static Observation of(Contrast contrast, TrialResult result) {
        boolean finished = result.trial().finished();
        return new Observation(
                result.trial().replicateUnit(),
                result.trial().replicate(),
                result.trial().cellId(),
                TrialSettings.leaves(result.trial().settings()),
                !Boolean.FALSE.equals(result.trial().learned()),
                finished ? contrast.metric().of(result) : Optional.empty(),
                finished ? contrast.per().flatMap(metric -> metric.of(result)) : Optional.empty(),
                finished
                        ? contrast.premise().flatMap(premise -> premise.metric().of(result))
                        : Optional.empty());
    }

    Optional<String> setting(String key) {
        return Optional.ofNullable(settings.get(key));
    }
}
