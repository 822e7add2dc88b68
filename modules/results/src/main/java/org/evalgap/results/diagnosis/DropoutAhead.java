package org.evalgap.results.diagnosis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.evalgap.results.layers.DropoutShift;
import org.evalgap.results.layers.LayerFigures;

/**
 * A BatchNorm layer with dropout ahead, and what switching dropout off does to its input; mean over replicates.
 *
 * @param layer number of the norm
 * @param probability of the dropout
 * @param varianceRatio variance of the norm's input with dropout off over that with dropout on
 * @param theory what theory says of the ratio; empty unless dropout stands right ahead
 */
public record DropoutAhead(int layer, double probability, double varianceRatio, OptionalDouble theory) {

    /** Ratios nearer to 1 change nothing that could be noticed. */
    private static final double NOTICEABLE = 0.9;

    /** The layer whose variance changes most; empty if it changes at none noticeably. */
    static Optional<DropoutAhead> worst(List<LayerFigures> layers) {
        return layers.stream()
                .filter(row -> row.normalization().equals("batch")
                        && row.dropout().dropoutAhead() != null
                        && row.dropout().varianceShift() != null)
                .collect(Collectors.groupingBy(LayerFigures::layer))
                .values()
                .stream()
                .map(DropoutAhead::of)
                .min(Comparator.comparingDouble(DropoutAhead::varianceRatio).thenComparing(DropoutAhead::layer))
                .filter(worst -> worst.varianceRatio() < NOTICEABLE);
    }

    private static DropoutAhead of(List<LayerFigures> replicates) {
        List<DropoutShift> shifts =
                replicates.stream().map(LayerFigures::dropout).toList();
        return new DropoutAhead(
                replicates.get(0).layer(),
                shifts.get(0).dropoutAhead(),
                shifts.stream()
                        .mapToDouble(DropoutShift::varianceShift)
                        .average()
                        .orElseThrow(),
                shifts.stream()
                        .filter(shift -> shift.varianceShiftTheory() != null)
                        .mapToDouble(DropoutShift::varianceShiftTheory)
                        .average());
    }
}
