package org.evalgap.results.diagnosis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.evalgap.results.rows.LayerRow;

/**
 * Which batches training saw, by the F statistic at the first norm.
 *
 * @param statistic mean over replicates; 1 for random batches
 * @param lower lowest lower end of the replicates' 95 % intervals
 * @param upper highest upper end of them
 */
public record Composition(double statistic, double lower, double upper) {

    /** How far from 1 the statistic has to be to matter: by this factor. */
    private static final double FAR = 1.25;

    /** What the batches are like. */
    public enum Kind {
        /** As random draws of the images are. */
        RANDOM,
        /** The images of a batch are more alike than those of a random one. */
        ALIKE,
        /** Batches are more like one another than random ones are. */
        BALANCED
    }

    /** Of the layers of all replicates after their training; empty if no norm was looked at, or no F could be computed. */
    static Optional<Composition> of(List<LayerRow> layers) {
        List<LayerRow> measured =
                layers.stream().filter(row -> row.compositionF() != null).toList();
        if (measured.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Composition(
                measured.stream().mapToDouble(LayerRow::compositionF).average().orElseThrow(),
                measured.stream()
                        .map(LayerRow::compositionLower)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                measured.stream()
                        .map(LayerRow::compositionUpper)
                        .max(Comparator.naturalOrder())
                        .orElseThrow()));
    }

    /** Not random only if the interval of every replicate says so, and the statistic is far from 1. */
    public Kind kind() {
        if (lower > 1 && statistic >= FAR) {
            return Kind.ALIKE;
        }
        return upper < 1 && statistic <= 1 / FAR ? Kind.BALANCED : Kind.RANDOM;
    }
}
