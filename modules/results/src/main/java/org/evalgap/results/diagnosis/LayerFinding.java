package org.evalgap.results.diagnosis;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.evalgap.results.layers.LayerFigures;
import org.evalgap.results.layers.MomentumAdvice;
import org.evalgap.results.layers.NormStatistics;

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
    static Optional<LayerFinding> worst(List<LayerFigures> layers) {
        return layers.stream()
                .filter(row -> row.statistics().divergence() != null)
                .collect(Collectors.groupingBy(LayerFigures::layer))
                .values()
                .stream()
                .map(LayerFinding::of)
                .max(Comparator.comparingDouble(LayerFinding::divergence)
                        .thenComparing(LayerFinding::layer, Comparator.reverseOrder()));
    }

    private static LayerFinding of(List<LayerFigures> replicates) {
        return new LayerFinding(
                replicates.get(0).layer(),
                mean(replicates, NormStatistics::divergence).orElseThrow(),
                mean(replicates, NormStatistics::meanDistance).orElseThrow(),
                mean(replicates, NormStatistics::meanNoise),
                Math.exp(mean(replicates, NormStatistics::varianceLogRatio).orElseThrow()),
                mean(replicates, NormStatistics::rangeEscape).orElseThrow(),
                momentum(replicates));
    }

    private static OptionalDouble mean(List<LayerFigures> replicates, Function<NormStatistics, Double> figure) {
        return replicates.stream()
                .map(LayerFigures::statistics)
                .map(figure)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
    }

    private static Optional<MomentumAdvice> momentum(List<LayerFigures> replicates) {
        List<MomentumAdvice> advice = replicates.stream()
                .map(row -> row.statistics().momentumAdvice())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return advice.size() == 1 ? Optional.of(advice.get(0)) : Optional.empty();
    }
}
