package org.evalgap.results.diagnosis;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.MomentumAdvice;

/**
 * Running statistics of one BatchNorm layer against the population's, mean over replicates.
 *
 * @param layer number of the layer
 * @param divergence Kullback-Leibler divergence from the population's, in nats
 * @param meanDistance running minus population mean, in population standard deviations
 * @param meanNoise what theory expects of {@code meanDistance}; empty without momentum
 * @param varianceRatio running over population variance, geometric mean
 * @param rangeEscape share of EVAL activations beyond what training showed
 * @param momentum where it should move for random batches; empty if replicates disagree or theory says nothing
 */
public record LayerFinding(
        int layer,
        double divergence,
        double meanDistance,
        OptionalDouble meanNoise,
        double varianceRatio,
        double rangeEscape,
        Optional<MomentumAdvice> momentum) {

    /** The layer whose running statistics diverge most; empty if no BatchNorm was looked at. */
    static Optional<LayerFinding> worst(List<LayerRow> layers) {
        return layers.stream()
                .filter(row -> row.divergence() != null)
                .collect(Collectors.groupingBy(LayerRow::layer))
                .values()
                .stream()
                .map(LayerFinding::of)
                .max(Comparator.comparingDouble(LayerFinding::divergence)
                        .thenComparing(LayerFinding::layer, Comparator.reverseOrder()));
    }

    private static LayerFinding of(List<LayerRow> replicates) {
        return new LayerFinding(
                replicates.get(0).layer(),
                mean(replicates, LayerRow::divergence).orElseThrow(),
                mean(replicates, LayerRow::meanDistance).orElseThrow(),
                mean(replicates, LayerRow::meanNoise),
                Math.exp(mean(replicates, LayerRow::varianceLogRatio).orElseThrow()),
                mean(replicates, LayerRow::rangeEscape).orElseThrow(),
                momentum(replicates));
    }

    private static OptionalDouble mean(List<LayerRow> replicates, Function<LayerRow, Double> figure) {
        return replicates.stream()
                .map(figure)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
    }

    private static Optional<MomentumAdvice> momentum(List<LayerRow> replicates) {
        List<String> labels = replicates.stream()
                .map(LayerRow::momentumAdvice)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return labels.size() == 1 ? Optional.of(MomentumAdvice.labelled(labels.get(0))) : Optional.empty();
    }
}
