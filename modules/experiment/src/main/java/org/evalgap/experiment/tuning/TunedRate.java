package org.evalgap.experiment.tuning;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.evalgap.study.binding.Canonical;

/**
 * A learning rate and what it was chosen among.
 *
 * @param rate before scaling by the batch size
 * @param scores of each candidate, by its rate: accuracy or loss on the validation images; empty if its training diverged
 */
public record TunedRate(double rate, SortedMap<Double, OptionalDouble> scores) {

    /** The scores as a JSON object, by the candidates' rates; {@code "diverged"} in place of one that has none. */
    public String json() {
        Map<String, Object> object = new LinkedHashMap<>();
        scores.forEach((candidate, score) ->
                object.put(Canonical.json(candidate), score.isPresent() ? (Object) score.getAsDouble() : "diverged"));
        return Canonical.json(object);
    }
}
