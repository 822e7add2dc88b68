package org.evalgap.results.diagnosis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.check.Warning;

/**
 * Why the deployed model of one configuration differs from its training log, and what helps: read from the rows of its
 * trials and from nothing else.
 *
 * @param trials all trials, in the order of their replicates
 * @param findings what the finished ones show; empty if none finished
 * @param warnings what the configuration alone makes suspect; on momentum only where batches are random
 */
public record Diagnosis(List<TrialRow> trials, Optional<Findings> findings, List<Warning> warnings) {

    /** What can be said of the gap. */
    public enum Verdict {
        /** The deployed model is worse than the training log shows. */
        WORSE,
        /** It is better. */
        BETTER,
        /** The interval covers 0. */
        NOT_SIGNIFICANT
    }

    /**
     * What the finished trials show.
     *
     * @param replicates finished trials; with one, intervals are over images
     * @param batchSize images of a training batch
     * @param chance accuracy of guessing
     * @param seen accuracy of the training-log corner
     * @param deployed accuracy of the deployed corner
     * @param gap seen minus deployed
     * @param causes shares of the gap: one for each factor, in their order
     * @param statistics what is wrong with the running statistics; empty without BatchNorm, or if it was not measured
     * @param worstLayer whose running statistics are furthest off; empty if none was looked at
     * @param composition of the training batches; empty if it was not looked at
     * @param dropoutAhead of a norm, where that is noticeable
     * @param remedies that were tried, the best first
     */
    public record Findings(
            int replicates,
            int batchSize,
            double chance,
            Estimate seen,
            Estimate deployed,
            Estimate gap,
            List<Cause> causes,
            Optional<StatisticsFinding> statistics,
            Optional<LayerFinding> worstLayer,
            Optional<Composition> composition,
            Optional<DropoutAhead> dropoutAhead,
            List<Tried> remedies) {

        public Findings {
            causes = List.copyOf(causes);
            remedies = List.copyOf(remedies);
        }

        /** What the cause is that surely costs most; empty if none surely costs anything. */
        public Optional<Cause> leadingCause() {
            return causes.stream()
                    .filter(Cause::isHarmful)
                    .max(Comparator.comparingDouble(cause -> cause.share().mean()));
        }

        /** The cause that may cost more than any that surely does; empty if there is none, or the gap is not significant. */
        public Optional<Cause> unsureCause() {
            double sure = leadingCause().map(cause -> cause.share().mean()).orElse(0.0);
            return causes.stream()
                    .filter(cause -> verdict() == Verdict.WORSE && cause.isMaterial() && !cause.isHarmful())
                    .filter(cause -> cause.share().mean() > sure)
                    .max(Comparator.comparingDouble(cause -> cause.share().mean()));
        }

        /** The remedy that recovers most of those that surely recover anything. */
        public Optional<Tried> bestRemedy() {
            return remedies.stream().filter(Tried::recovers).findFirst();
        }

        /** What to do, what matters most first; empty if there is nothing to do. */
        public List<Advice> advice() {
            return Recommendation.of(this);
        }

        /** What the gap's interval says. */
        public Verdict verdict() {
            if (gap.isPositive()) {
                return Verdict.WORSE;
            }
            return gap.isNegative() ? Verdict.BETTER : Verdict.NOT_SIGNIFICANT;
        }
    }

    public Diagnosis {
        trials = List.copyOf(trials);
        warnings = List.copyOf(warnings);
    }

    /**
     * @param results all trials of one cell, at least one, each finished one measured at all corners
     * @param warnings of its configuration
     * @param classes of the dataset
     */
    public static Diagnosis of(List<TrialResult> results, List<Warning> warnings, int classes) {
        return Diagnostician.diagnose(results, warnings, classes);
    }
}
