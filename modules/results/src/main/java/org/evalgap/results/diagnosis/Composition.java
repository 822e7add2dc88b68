package org.evalgap.results.diagnosis;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.evalgap.results.rows.LayerFigures;
import org.evalgap.results.statistics.Estimate;

/**
 * Which batches training saw, by the F statistic at the first norm: of the means of images, unless batches are random by
 * these and not by the spreads.
 *
 * @param statistic mean over replicates, 1 for random batches, with the lowest lower and the highest upper end of their
 *     95 % intervals
 */
public record Composition(Estimate statistic) {

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
    static Optional<Composition> of(List<LayerFigures> layers) {
        Optional<Composition> ofMeans = of(layers, LayerFigures::composition);
        return of(layers, LayerFigures::compositionSpread)
                .filter(ofSpreads -> ofSpreads.kind() != Kind.RANDOM)
                .filter(ofSpreads ->
                        ofMeans.filter(means -> means.kind() != Kind.RANDOM).isEmpty())
                .or(() -> ofMeans);
    }

    private static Optional<Composition> of(List<LayerFigures> layers, Function<LayerFigures, Estimate> statistic) {
        List<Estimate> measured =
                layers.stream().map(statistic).filter(Objects::nonNull).toList();
        if (measured.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Composition(new Estimate(
                measured.stream().mapToDouble(Estimate::mean).average().orElseThrow(),
                measured.stream()
                        .map(Estimate::lower)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                measured.stream()
                        .map(Estimate::upper)
                        .max(Comparator.naturalOrder())
                        .orElseThrow())));
    }

    /** Not random only if the interval of every replicate says so, and the statistic is far from 1. */
    public Kind kind() {
        if (statistic.lower() > 1 && statistic.mean() >= FAR) {
            return Kind.ALIKE;
        }
        return statistic.upper() < 1 && statistic.mean() <= 1 / FAR ? Kind.BALANCED : Kind.RANDOM;
    }
}
