package org.evalgap.results.diagnosis;

import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.results.layers.MomentumAdvice;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.statistics.Estimate;

/** One thing to do, with the figures that speak for it. */
public sealed interface Advice {

    /** Whether a remedy recovers at least half of what a cause costs. */
    static boolean repairs(Tried tried, Estimate share) {
        return tried.recovered().mean() >= 0.5 * share.mean();
    }

    /**
     * The networks guess, so that nothing can be lost.
     *
     * @param chance accuracy of guessing
     */
    record TrainFirst(double chance) implements Advice {}

    /**
     * There is a gap, and what may be its largest cause is not sure.
     *
     * @param replicates that finished
     * @param needed how many would tell, if they scatter as these
     * @param cause the one that may cost most
     */
    record FindCause(int replicates, int needed, Cause cause) implements Advice {}

    /**
     * The interval is too wide to say that there is no gap.
     *
     * @param replicates that finished
     * @param needed how many would tell, if they scatter as these
     * @param upper largest gap that the interval leaves possible
     */
    record MoreReplicates(int replicates, int needed, double upper) implements Advice {}

    /**
     * Running statistics are wrong for one reason above all.
     *
     * @param part that reason, and what it costs
     * @param state what the statistics look like
     * @param lostToOrder of composition, what shuffling alone accounts for; empty with one input domain
     * @param recalibration the best over all batches together; empty if none was tried
     * @param ownDomain the best with the statistics of each input domain's own batches; empty if none was tried
     */
    record MendStatistics(
            StatisticsFinding.Part part,
            StatisticsState state,
            OptionalDouble lostToOrder,
            Optional<Tried> recalibration,
            Optional<Tried> ownDomain)
            implements Advice {}

    /**
     * Batches are no random draws, so that running statistics describe none of them, whatever the momentum.
     *
     * @param composition how far from random they are
     * @param share what the statistics cost
     * @param recalibration the best over all batches together; empty if none was tried
     * @param ownDomain the best with the statistics of each input domain's own batches; empty if none was tried
     */
    record ChangeComposition(
            Composition composition, Estimate share, Optional<Tried> recalibration, Optional<Tried> ownDomain)
            implements Advice {

        /** Whether recalibration over all batches together recovers most of what statistics cost. */
        public boolean recalibrationRepairs() {
            return recalibration.filter(tried -> repairs(tried, share)).isPresent();
        }

        /** Whether statistics of each domain's own recover most of what statistics cost. */
        public boolean ownDomainRepairs() {
            return ownDomain.filter(tried -> repairs(tried, share)).isPresent();
        }
    }

    /**
     * Running statistics are wrong, and new ones help.
     *
     * @param share what the statistics cost
     * @param recalibration the best
     * @param momentum where it should move, by the worst layer; empty if that is not known
     */
    record Recalibrate(Estimate share, Tried recalibration, Optional<MomentumAdvice> momentum) implements Advice {}

    /**
     * New running statistics do not bring back most of what the statistics cost: batch statistics of so few images are
     * something else than any fixed ones.
     *
     * @param share what the statistics cost
     * @param recalibration the best
     * @param batchSize images of a training batch
     */
    record LeaveBatchStatistics(Estimate share, Tried recalibration, int batchSize) implements Advice {}

    /**
     * Statistics cost accuracy, and nobody tried new ones.
     *
     * @param share what they cost
     */
    record TryRecalibration(Estimate share) implements Advice {}

    /**
     * Dropout ahead of BatchNorm widens what the norm sees in training alone.
     *
     * @param ahead where
     * @param recalibration the best with dropout off; empty if none was tried
     */
    record MoveDropout(DropoutAhead ahead, Optional<Tried> recalibration) implements Advice {}

    /**
     * Switching dropout off costs accuracy.
     *
     * @param share what it costs
     * @param passes averaged passes with dropout on; empty if not tried
     */
    record RethinkDropout(Estimate share, Optional<Tried> passes) implements Advice {}

    /**
     * The eval transform costs accuracy.
     *
     * @param share what it costs
     * @param adaptation the best remedy that looks at the eval transform; empty if none was tried
     */
    record AlignTransforms(Estimate share, Optional<Tried> adaptation) implements Advice {}

    /**
     * New images cost accuracy, whatever the mode.
     *
     * @param share what they cost
     */
    record Generalize(Estimate share) implements Advice {}
}
