package org.evalgap.results.rows;

import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;
import org.evalgap.results.statistics.Estimate;

/**
 * One row per trial with BatchNorm and cause of wrong statistics: what it costs EVAL mode on the test images. The causes
 * of a trial add up to its eval-mode degradation.
 */
@ResultTable(
        name = "statistics_causes",
        row =
                "a cause of a trial's eval-mode degradation: what accuracy gains when the statistics that EVAL mode normalizes with are replaced by those without it; the causes of a trial add up to its degradation",
        order = {"trial_id", "cause"})
public record StatisticsCauseRow(
        TrialKey key,

        @Column(
                description =
                        "staleness (the final weights had not made the statistics; of a check-up, with start and noise, which a finished model does not part), start (mean 0 and variance 1 still weigh), noise (the last batches weigh most), composition (batches not random, or each of one input domain), size (batches small), shift (dropout and the train transform), batch (what the evaluated batch's own statistics have and no fixed ones can), dropout (what it gives with batch statistics)")
        StatisticsCause cause,

        @Column(
                description =
                        "Accuracy lost to the cause: EVAL mode without it minus EVAL mode with it, those before it being gone; negative = it helps EVAL mode",
                unit = "fraction",
                interval = "the 95 % paired bootstrap interval over images; absent without resampling")
        Estimate accuracyLost,

        @Column(description = "Cross-entropy added by the cause", unit = "nats")
        double lossAdded,

        @Column(description = "Accuracy once the cause and those before it are gone", unit = "fraction")
        double accuracyWithout,

        @Column(
                description =
                        "Of composition: the part of accuracy_lost that random batches of both input domains together account for; the rest takes statistics of each domain's own; absent with one domain, and of other causes",
                unit = "fraction",
                nullable = true)
        Double accuracyLostToOrder,

        @Column(
                description =
                        "What the running statistics look like: updated (by each training batch), initial (0 and 1: never updated, or never saved), behind (by fewer batches) or ahead (by more); of a check-up, initial or, for all others, updated")
        StatisticsState statistics) {}
