package org.evalgap.results.rows;

import java.util.List;
import java.util.Optional;
import org.evalgap.results.protocol.Protocol;

/**
 * Everything one trial leaves: the unit that is published at once.
 *
 * @param trial what was set and how it ended
 * @param epochs of its training
 * @param evaluations ways of evaluating it
 * @param comparisons paired tests of ways of evaluating it
 * @param attribution shares of its total gap; empty unless all corners were measured
 * @param noGrad what gradients cost a forward pass; at most one row
 * @param remedies what was tried on it
 * @param layers what was seen at its norms
 * @param statisticsCauses parts of its eval-mode degradation; empty unless measured
 * @param statisticsDistances how far each set of statistics behind them is off; empty unless measured
 * @param deployments what was observed of its use; at most one row
 * @param skippedImages that could not be decoded; only of a check-up
 * @param findings what is concluded; at most one row, only of a check-up
 */
public record TrialResult(
        TrialRow trial,
        List<EpochRow> epochs,
        List<EvaluationRow> evaluations,
        List<ComparisonRow> comparisons,
        List<AttributionRow> attribution,
        List<NoGradRow> noGrad,
        List<RemedyRow> remedies,
        List<LayerRow> layers,
        List<StatisticsCauseRow> statisticsCauses,
        List<StatisticsDistanceRow> statisticsDistances,
        List<DeploymentRow> deployments,
        List<SkippedImageRow> skippedImages,
        List<FindingRow> findings) {

    public TrialResult {
        epochs = List.copyOf(epochs);
        evaluations = List.copyOf(evaluations);
        comparisons = List.copyOf(comparisons);
        attribution = List.copyOf(attribution);
        noGrad = List.copyOf(noGrad);
        remedies = List.copyOf(remedies);
        layers = List.copyOf(layers);
        statisticsCauses = List.copyOf(statisticsCauses);
        statisticsDistances = List.copyOf(statisticsDistances);
        deployments = List.copyOf(deployments);
        skippedImages = List.copyOf(skippedImages);
        findings = List.copyOf(findings);
    }

    /** Of a trial that left nothing but its row. */
    public static TrialResult of(TrialRow trial) {
        return new TrialResult(
                trial, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), List.of());
    }

    /** The same results as of another trial. */
    public TrialResult with(TrialRow other) {
        return new TrialResult(
                other,
                epochs,
                evaluations,
                comparisons,
                attribution,
                noGrad,
                remedies,
                layers,
                statisticsCauses,
                statisticsDistances,
                deployments,
                skippedImages,
                findings);
    }

    /** The row of a protocol over all images, the first if it was measured several times; empty if it was not measured. */
    public Optional<EvaluationRow> evaluation(Protocol protocol) {
        return evaluations.stream()
                .filter(row -> row.domain() == Domain.ALL && row.protocol().equals(protocol.label()))
                .findFirst();
    }
}
