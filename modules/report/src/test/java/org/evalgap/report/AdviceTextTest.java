package org.evalgap.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.results.diagnosis.Advice;
import org.evalgap.results.diagnosis.Cause;
import org.evalgap.results.diagnosis.Composition;
import org.evalgap.results.diagnosis.DropoutAhead;
import org.evalgap.results.diagnosis.Tried;
import org.evalgap.results.layers.MomentumAdvice;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;
import org.junit.jupiter.api.Test;

class AdviceTextTest {

    private static final Estimate SHARE = estimate(0.2);
    private static final Composition ALIKE = new Composition(new Estimate(34.3, 30.0, 40.0));

    private static Estimate estimate(double value) {
        return new Estimate(value, value - 0.02, value + 0.01);
    }

    private static Tried recalibrated(boolean ownDomain, double recovered) {
        return new Tried(
                new Remedy.Recalibrated(Estimator.CUMULATIVE, 4000, TransformSide.TRAIN, Dropping.ON, ownDomain),
                estimate(recovered),
                0.52);
    }

    @Test
    void undecided() {
        assertThat(AdviceText.of(new Advice.MoreReplicates(3, 9, 0.051)))
                .isEqualTo("Run more replicates: with 3, a gap of up to 5.1 points remains possible. If more scatter"
                        + " as these, 9 would tell. --set replicates=9 trains only the new ones.");
        assertThat(AdviceText.of(new Advice.MoreReplicates(1, 5, 0.051)))
                .isEqualTo("Run more replicates: with 1, a gap of up to 5.1 points remains possible. --set replicates=5"
                        + " trains only the new ones.");
        assertThat(AdviceText.of(new Advice.FindCause(2, 3, new Cause(Factor.STATISTICS, SHARE, false))))
                .isEqualTo("Run more replicates: with 2, the largest share of the gap, that of statistics, is not sure."
                        + " If more scatter as these, 3 would tell. --set replicates=3 trains only the new ones.");
    }

    @Test
    void untrained() {
        assertThat(AdviceText.of(new Advice.TrainFirst(0.1)))
                .isEqualTo("Train first: the networks hardly do better than guessing (10.0 %), so there is nothing to"
                        + " lose. Change the learning rate or the batch size, or train longer, and diagnose again.");
    }

    @Test
    void batchesOfLikeImages() {
        assertThat(AdviceText.of(new Advice.ChangeComposition(
                        ALIKE, SHARE, Optional.of(recalibrated(false, 0.03)), Optional.of(recalibrated(true, 0.19)))))
                .isEqualTo("Change what batches are made of, not the momentum: F is 34.3 where random batches have 1,"
                        + " so the images of a batch are alike, each batch has statistics of its own, and their running"
                        + " average describes none of them. Recalibration over all batches recovers +3.0 points (1.0 to"
                        + " 4.0). Recalibration per domain recovers +19.0 points (17.0 to 20.0). Keep statistics for"
                        + " each domain, if the domain is known; or shuffle images into random batches, or take a norm"
                        + " that does not use the batch, such as GroupNorm, and diagnose again.");
    }

    @Test
    void batchesOfLikeImagesWithoutARemedyThatHelps() {
        assertThat(AdviceText.of(new Advice.ChangeComposition(
                        ALIKE, SHARE, Optional.of(recalibrated(false, -0.01)), Optional.empty())))
                .endsWith("Recalibration over all batches recovers -1.0 points (-3.0 to 0.0). Shuffle images into"
                        + " random batches, or take a norm that does not use the batch, such as GroupNorm, and"
                        + " diagnose again.");
    }

    @Test
    void balancedBatches() {
        assertThat(AdviceText.of(new Advice.ChangeComposition(
                        new Composition(new Estimate(0.7, 0.6, 0.8)),
                        SHARE,
                        Optional.of(recalibrated(false, 0.15)),
                        Optional.empty())))
                .isEqualTo("Change what batches are made of, not the momentum: F is 0.70 where random batches have 1,"
                        + " so batches are balanced, and the network can rely on that in training alone. Recalibration"
                        + " over all batches recovers +15.0 points (13.0 to 16.0). Recalibrate after training; or"
                        + " shuffle images into random batches, or take a norm that does not use the batch, such as"
                        + " GroupNorm, and diagnose again.");
    }

    @Test
    void recalibration() {
        String recalibrate = "Recalibrate BatchNorm after training (recalibration with 4,000 images, cumulative): it"
                + " recovers +15.0 points (13.0 to 16.0) of the 20.0 that statistics cost, in 0.5 s.";
        assertThat(AdviceText.of(new Advice.Recalibrate(SHARE, recalibrated(false, 0.15), Optional.empty())))
                .isEqualTo(recalibrate);
        assertThat(AdviceText.of(
                        new Advice.Recalibrate(SHARE, recalibrated(false, 0.15), Optional.of(MomentumAdvice.LOWER))))
                .isEqualTo(recalibrate + " Or lower the momentum of BatchNorm: what the running statistics are off is"
                        + " the noise of averaging over so few batches.");
        assertThat(AdviceText.of(
                        new Advice.Recalibrate(SHARE, recalibrated(false, 0.15), Optional.of(MomentumAdvice.RAISE))))
                .isEqualTo(recalibrate + " Or raise the momentum of BatchNorm: the running statistics are further off"
                        + " than averaging makes them, so they are out of date.");
        assertThat(AdviceText.of(
                        new Advice.Recalibrate(SHARE, recalibrated(false, 0.15), Optional.of(MomentumAdvice.FINE))))
                .isEqualTo(recalibrate + " The momentum of BatchNorm is fine: the running statistics are hardly off.");
    }

    @Test
    void batchStatisticsThemselves() {
        assertThat(AdviceText.of(new Advice.LeaveBatchStatistics(SHARE, recalibrated(false, 0.01), 4)))
                .isEqualTo("Take larger batches, or a norm that does not use the batch, such as GroupNorm, and diagnose"
                        + " again: recalibration does not bring most of the loss back. The best (recalibration with"
                        + " 4,000 images, cumulative) recovers +1.0 points (-1.0 to 2.0) of the 20.0 that statistics"
                        + " cost; the rest is between the statistics of 4 images, with which the network was trained,"
                        + " and any fixed ones.");
        assertThat(AdviceText.of(new Advice.TryRecalibration(SHARE)))
                .isEqualTo("Try recalibration, which was not tried: statistics cost 20.0 points (95 % interval 18.0 to"
                        + " 21.0). --set 'evaluation.remedies.recalibration-samples=[all]' does.");
    }

    @Test
    void dropout() {
        DropoutAhead ahead = new DropoutAhead(8, 0.3, 0.612, OptionalDouble.of(0.61));
        assertThat(AdviceText.of(new Advice.MoveDropout(ahead, Optional.of(recalibrated(false, 0.04)))))
                .isEqualTo("Move dropout behind the last norm. With the dropout of 0.3 ahead of layer 8 off, the input"
                        + " of that norm has 0.61 times the variance of training (theory: 0.61). Recalibration with"
                        + " dropout off recovers +4.0 points (2.0 to 5.0).");
        assertThat(AdviceText.of(new Advice.MoveDropout(
                        new DropoutAhead(8, 0.3, 0.612, OptionalDouble.empty()), Optional.empty())))
                .isEqualTo("Move dropout behind the last norm. With the dropout of 0.3 ahead of layer 8 off, the input"
                        + " of that norm has 0.61 times the variance of training.");
        assertThat(AdviceText.of(new Advice.RethinkDropout(
                        SHARE, Optional.of(new Tried(new Remedy.DropoutPasses(20), estimate(0.05), 1)))))
                .isEqualTo("Lower the probability of dropout, and diagnose again: switching it off costs 20.0 points"
                        + " (95 % interval 18.0 to 21.0), which no norm behind it explains. Averaging passes with"
                        + " dropout on recovers +5.0 points (3.0 to 6.0).");
    }

    @Test
    void dataOfEvaluation() {
        assertThat(AdviceText.of(new Advice.AlignTransforms(
                        SHARE, Optional.of(new Tried(new Remedy.Retrained(1), estimate(0.05), 1)))))
                .isEqualTo("Make the eval transform more like the train transform without its randomness: it costs 20.0"
                        + " points (95 % interval 18.0 to 21.0). Of what looks at the eval transform, re-trained head,"
                        + " 1 epoch recovers most: +5.0 points (3.0 to 6.0).");
        assertThat(AdviceText.of(new Advice.Generalize(Estimate.withoutInterval(0.2))))
                .isEqualTo("Train on more images, or with more augmentation or weight decay: images that were not"
                        + " trained on cost 20.0 points (no interval). That is overfitting; no mode and no statistics"
                        + " change it.");
    }
}
