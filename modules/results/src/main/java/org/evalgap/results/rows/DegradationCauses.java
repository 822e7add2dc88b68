package org.evalgap.results.rows;

import java.util.function.Function;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.schema.Column;
import org.evalgap.results.statistics.Estimate;

/** The parts of the eval-mode degradation that are due to each cause; together they are the degradation. */
public record DegradationCauses(
        @Column(
                description =
                        "Mean part of the degradation that is due to staleness: the final weights had not made the statistics; absent unless measured, which needs BatchNorm",
                unit = "fraction",
                nullable = true)
        Estimate stalenessPart,

        @Column(
                description = "The same of the start: mean 0 and variance 1 still weigh in the statistics",
                unit = "fraction",
                nullable = true)
        Estimate startPart,

        @Column(description = "The same of noise: the last batches weigh most", unit = "fraction", nullable = true)
        Estimate noisePart,

        @Column(
                description = "The same of composition: batches are not random, or each of one input domain",
                unit = "fraction",
                nullable = true)
        Estimate compositionPart,

        @Column(
                description = "The same of size: deeper norms saw inputs that small batches had normalized",
                unit = "fraction",
                nullable = true)
        Estimate sizePart,

        @Column(
                description = "The same of shift: dropout ahead of a norm, or another transform in training",
                unit = "fraction",
                nullable = true)
        Estimate shiftPart,

        @Column(
                description = "The same of batch: what the evaluated batch's own statistics have and no fixed ones can",
                unit = "fraction",
                nullable = true)
        Estimate batchPart,

        @Column(
                description = "The same of dropout: what it gives with batch statistics, in TRAIN mode",
                unit = "fraction",
                nullable = true)
        Estimate dropoutPart) {

    static DegradationCauses of(Function<StatisticsCause, Estimate> part) {
        return new DegradationCauses(
                part.apply(StatisticsCause.STALENESS),
                part.apply(StatisticsCause.START),
                part.apply(StatisticsCause.NOISE),
                part.apply(StatisticsCause.COMPOSITION),
                part.apply(StatisticsCause.SIZE),
                part.apply(StatisticsCause.SHIFT),
                part.apply(StatisticsCause.BATCH),
                part.apply(StatisticsCause.DROPOUT));
    }

    /** The part of one cause; null unless measured. */
    public Estimate of(StatisticsCause cause) {
        return switch (cause) {
            case STALENESS -> stalenessPart;
            case START -> startPart;
            case NOISE -> noisePart;
            case COMPOSITION -> compositionPart;
            case SIZE -> sizePart;
            case SHIFT -> shiftPart;
            case BATCH -> batchPart;
            case DROPOUT -> dropoutPart;
        };
    }
}
