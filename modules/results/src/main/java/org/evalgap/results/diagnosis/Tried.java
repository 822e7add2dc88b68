package org.evalgap.results.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.statistics.Estimate;

/**
 * What a remedy did to the deployed accuracy.
 *
 * @param remedy what was done
 * @param recovered deployed accuracy with it minus without it, as a fraction of all images
 * @param seconds mean time it took
 */
public record Tried(Remedy remedy, Estimate recovered, double seconds) {

    /**
     * The remedies that were tried, the one that recovers most first. Variants that came to just the same, as with
     * dropout on and off in a network without dropout, are one: the first.
     *
     * @param rows of all replicates, in their order
     */
    static List<Tried> of(List<RemedyRow> rows) {
        Map<Remedy, List<RemedyRow>> byRemedy = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> row.domain() == Domain.ALL && row.accuracyAfter() != null)
                .forEach(row -> byRemedy.computeIfAbsent(row.settings().toRemedy(), remedy -> new ArrayList<>())
                        .add(row));
        Set<List<Object>> outcomes = new HashSet<>();
        return byRemedy.entrySet().stream()
                .filter(each -> outcomes.add(outcome(each.getKey(), each.getValue())))
                .map(each -> of(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingDouble((Tried tried) -> tried.recovered.mean())
                        .reversed())
                .toList();
    }

    private static List<Object> outcome(Remedy remedy, List<RemedyRow> replicates) {
        List<Object> outcome = new ArrayList<>();
        outcome.add(remedy.name());
        replicates.forEach(row -> outcome.add(List.of(row.key().replicate(), row.accuracyAfter(), row.lossAfter())));
        return outcome;
    }

    private static Tried of(Remedy remedy, List<RemedyRow> replicates) {
        return new Tried(
                remedy,
                Estimate.over(replicates.stream().map(RemedyRow::difference).toList()),
                replicates.stream().mapToDouble(RemedyRow::seconds).average().orElseThrow());
    }

    /** Whether it recovers anything, as far as that can be told: with an interval, if all of that lies above 0. */
    public boolean recovers() {
        return recovered.mean() > 0 && (!recovered.hasInterval() || recovered.isPositive());
    }

    /** The settings of a recalibration; empty for other remedies. */
    Optional<Remedy.Recalibrated> recalibration() {
        return remedy instanceof Remedy.Recalibrated recalibrated ? Optional.of(recalibrated) : Optional.empty();
    }
}
