package org.evalgap.results.diagnosis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.rows.StatisticsCauseRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.statistics.Estimate;

/**
 * What is wrong with the running statistics: the way from EVAL mode to TRAIN mode on the test images, cause by cause.
 *
 * @param evalMode accuracy with the running statistics as trained
 * @param trainMode accuracy in TRAIN mode
 * @param parts one for each cause, in their order; from {@code evalMode} they lead to {@code trainMode}
 * @param lostToOrder of composition, what random batches of both input domains together account for; empty with one domain
 * @param state what the running statistics look like: that of the replicates, or of the first that is not as it should be
 */
public record StatisticsFinding(
        double evalMode, double trainMode, List<Part> parts, OptionalDouble lostToOrder, StatisticsState state) {

    /** Smallest part that is worth a recommendation. */
    private static final double MATERIAL = 0.01;

    /**
     * What one cause costs EVAL mode.
     *
     * @param lost as a fraction of all images: positive if accuracy is lost
     * @param sureIn replicates that surely lose a percentage point or more to it, by their own intervals over images
     * @param replicates that were measured
     * @param absent whether it cannot have an effect in any trial
     */
    public record Part(StatisticsCause cause, Estimate lost, int sureIn, int replicates, boolean absent) {

        /**
         * Whether other statistics would surely be better, by a percentage point or more on average: if the mean over
         * replicates is sure, or if at least two replicates, and half of them, are sure of their own. Collapses are rare and
         * large, so that a mean can be unsure where the cause is plain in each network; without it, half of the replicates
         * are sure with a probability below 0.4 %.
         */
        public boolean isFault() {
            boolean sureOfTheirOwn = sureIn >= 2 && 2 * sureIn >= replicates;
            return cause.isOfRunningStatistics() && lost.mean() >= MATERIAL && (lost.isPositive() || sureOfTheirOwn);
        }
    }

    public StatisticsFinding {
        parts = List.copyOf(parts);
    }

    /** Of the finished trials of one cell; empty unless all were measured. */
    static Optional<StatisticsFinding> of(List<TrialResult> finished) {
        if (finished.stream().anyMatch(result -> result.statisticsCauses().isEmpty())) {
            return Optional.empty();
        }
        List<Part> parts = Arrays.stream(StatisticsCause.values())
                .map(cause -> part(rows(finished, cause)))
                .toList();
        List<StatisticsCauseRow> composition = rows(finished, StatisticsCause.COMPOSITION);
        double trainMode = rows(finished, StatisticsCause.DROPOUT).stream()
                .mapToDouble(StatisticsCauseRow::accuracyWithout)
                .average()
                .orElseThrow();
        double lost = parts.stream().mapToDouble(part -> part.lost().mean()).sum();
        return Optional.of(new StatisticsFinding(
                trainMode - lost,
                trainMode,
                parts,
                composition.stream()
                        .map(StatisticsCauseRow::accuracyLostToOrder)
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .average(),
                composition.stream()
                        .map(StatisticsCauseRow::statistics)
                        .filter(state -> state != StatisticsState.UPDATED)
                        .findFirst()
                        .orElse(StatisticsState.UPDATED)));
    }

    private static List<StatisticsCauseRow> rows(List<TrialResult> finished, StatisticsCause cause) {
        return finished.stream()
                .flatMap(result -> result.statisticsCauses().stream())
                .filter(row -> row.cause() == cause)
                .toList();
    }

    private static Part part(List<StatisticsCauseRow> replicates) {
        return new Part(
                replicates.get(0).cause(),
                Estimate.over(replicates.stream()
                        .map(StatisticsCauseRow::accuracyLost)
                        .toList()),
                (int) replicates.stream()
                        .map(StatisticsCauseRow::accuracyLost)
                        .filter(lost -> lost.isPositive() && lost.mean() >= MATERIAL)
                        .count(),
                replicates.size(),
                replicates.stream().allMatch(row -> row.accuracyLost().mean() == 0 && row.lossAdded() == 0));
    }

    /** What is surely wrong with the running statistics, and costs most; empty if nothing surely is. */
    public Optional<Part> leading() {
        return parts.stream()
                .filter(Part::isFault)
                .max(Comparator.comparingDouble(part -> part.lost().mean()));
    }
}
