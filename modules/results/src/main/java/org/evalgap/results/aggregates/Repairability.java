package org.evalgap.results.aggregates;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.reading.TrialSettings;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;

/**
 * Splits the harm of BatchNorm's statistics into what recalibration repairs and what stays in the weights: how far a
 * recalibrated model is below the same configuration at the study's largest batch, and with GroupNorm. Trials are
 * compared within a replicate, and only where they agree on every other setting that both have.
 */
public final class Repairability {

    private static final String BATCH_SIZE = "training.batch-size";
    private static final String NORMALIZATION = "network.normalization";

    private final List<Observation> trials = new ArrayList<>();

    /**
     * What one trial contributes.
     *
     * @param unit the replicate: dataset and root of its random streams
     * @param axes the cell's value on each axis of its study, as JSON
     * @param settings by dotted key
     * @param deployed accuracy in EVAL mode on the test split
     * @param recalibrated the same after recalibration, if it was tried
     */
    private record Observation(
            String unit,
            String cellId,
            String cell,
            String study,
            String axes,
            Map<String, String> settings,
            double deployed,
            Optional<Double> recalibrated) {

        OptionalInt batchSize() {
            String size = settings.get(BATCH_SIZE);
            return size == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(size));
        }

        double recovered() {
            return recalibrated.orElseThrow() - deployed;
        }

        /** Whether both are one configuration of one replicate but for some settings. */
        boolean isTwin(Observation other, Set<String> butFor) {
            return unit.equals(other.unit)
                    && settings.entrySet().stream()
                            .filter(setting -> !butFor.contains(setting.getKey()))
                            .allMatch(setting -> other.settings
                                    .getOrDefault(setting.getKey(), setting.getValue())
                                    .equals(setting.getValue()));
        }
    }

    /** Takes a trial in; one that did not finish has nothing to say. */
    public void add(TrialResult result) {
        Optional<EvaluationRow> deployed = result.evaluation(Protocol.DEPLOYED);
        if (!result.trial().finished() || deployed.isEmpty()) {
            return;
        }
        Optional<Double> recalibrated = result.remedies().stream()
                .filter(Repairability::isPlainRecalibration)
                .max(Comparator.comparing(row -> row.settings().samples()))
                .map(RemedyRow::accuracyAfter);
        trials.add(new Observation(
                result.trial().replicateUnit(),
                result.trial().cellId(),
                result.trial().cell(),
                result.trial().study(),
                result.trial().axes(),
                TrialSettings.leaves(result.trial().settings()),
                deployed.get().accuracy(),
                recalibrated));
    }

    /** PyTorch's {@code update_bn}: plain averages, TRAIN mode, train transform. */
    private static boolean isPlainRecalibration(RemedyRow row) {
        return row.domain() == Domain.ALL
                && row.settings().toRemedy() instanceof Remedy.Recalibrated recalibrated
                && recalibrated.estimator() == Estimator.CUMULATIVE
                && recalibrated.transform() == TransformSide.TRAIN
                && recalibrated.dropout() == Dropping.ON
                && !recalibrated.ownDomain();
    }

    /** One row for each cell with a trial that was recalibrated, ordered by its label. */
    public List<RepairabilityRow> rows() {
        SortedMap<String, List<Observation>> cells = new TreeMap<>();
        for (Observation trial : trials) {
            if (trial.recalibrated().isPresent()) {
                cells.computeIfAbsent(trial.cellId(), id -> new ArrayList<>()).add(trial);
            }
        }
        return cells.values().stream()
                .map(this::row)
                .sorted(Comparator.comparing(RepairabilityRow::cell).thenComparing(RepairabilityRow::cellId))
                .toList();
    }

    private RepairabilityRow row(List<Observation> cell) {
        Observation any = cell.get(0);
        OptionalInt largest = largestBatchSize(any);
        Estimate recalibrated = Estimate.of(cell.stream()
                .mapToDouble(trial -> trial.recalibrated().orElseThrow())
                .toArray());
        return new RepairabilityRow(
                any.cellId(),
                any.cell(),
                cell.size(),
                recalibrated.mean(),
                Estimate.of(cell.stream().mapToDouble(Observation::recovered).toArray()),
                largest.isPresent() ? largest.getAsInt() : null,
                below(cell, BATCH_SIZE, largest.isPresent() ? "" + largest.getAsInt() : null),
                below(cell, NORMALIZATION, "group"),
                any.study(),
                any.axes());
    }

    /** Empty if it is the cell's own. */
    private OptionalInt largestBatchSize(Observation of) {
        return trials.stream()
                .filter(other -> of.isTwin(other, Set.of(BATCH_SIZE)) && isOf(other, NORMALIZATION, of))
                .flatMapToInt(other -> other.batchSize().stream())
                .filter(size -> size > of.batchSize().orElse(Integer.MAX_VALUE))
                .max();
    }

    private static boolean isOf(Observation one, String setting, Observation other) {
        return Objects.equals(one.settings().get(setting), other.settings().get(setting));
    }

    /** How far each trial of a cell is below its twins that have {@code value} in one setting; null without twins. */
    private Estimate below(List<Observation> cell, String setting, String value) {
        ToDoubleFunction<Observation> distance = trial -> trials.stream()
                        .filter(other ->
                                value != null && value.equals(other.settings().get(setting)))
                        .filter(other -> trial.isTwin(other, Set.of(setting)))
                        .mapToDouble(Observation::deployed)
                        .average()
                        .orElse(Double.NaN)
                - trial.recalibrated().orElseThrow();
        return Estimate.of(cell.stream()
                        .mapToDouble(distance)
                        .filter(below -> !Double.isNaN(below))
                        .toArray())
                .orNull();
    }
}
