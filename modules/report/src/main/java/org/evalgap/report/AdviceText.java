package org.evalgap.report;

import java.util.Locale;
import java.util.Optional;
import org.evalgap.results.diagnosis.Advice;
import org.evalgap.results.diagnosis.Composition;
import org.evalgap.results.diagnosis.DropoutAhead;
import org.evalgap.results.diagnosis.Tried;
import org.evalgap.results.layers.MomentumAdvice;
import org.evalgap.results.statistics.Estimate;

/** Advice in words. */
final class AdviceText {

    private static final String OTHER_NORM = "a norm that does not use the batch, such as GroupNorm";

    private AdviceText() {}

    static String of(Advice advice) {
        if (advice instanceof Advice.MoreReplicates more) {
            return "Run more replicates: with " + more.replicates() + ", a gap of up to " + Points.plain(more.upper())
                    + " points remains possible. " + replicates(more.replicates(), more.needed());
        } else if (advice instanceof Advice.TrainFirst train) {
            return "Train first: the networks hardly do better than guessing (" + Points.percent(train.chance())
                    + "), so there is nothing to lose. Change the learning rate or the batch size, or train longer,"
                    + " and diagnose again.";
        } else if (advice instanceof Advice.FindCause find) {
            return "Run more replicates: with " + find.replicates() + ", the largest share of the gap, that of "
                    + Waterfall.name(find.cause()) + ", is not sure. "
                    + replicates(find.replicates(), find.needed());
        } else if (advice instanceof Advice.MendStatistics mend) {
            return StatisticsText.of(mend);
        } else if (advice instanceof Advice.ChangeComposition change) {
            return composition(change);
        } else if (advice instanceof Advice.Recalibrate recalibrate) {
            return "Recalibrate BatchNorm after training ("
                    + RemedyText.full(recalibrate.recalibration().remedy())
                    + "): it recovers "
                    + Points.brief(recalibrate.recalibration().recovered()) + ofCost(recalibrate.share())
                    + ", in " + seconds(recalibrate.recalibration()) + "."
                    + recalibrate.momentum().map(AdviceText::momentum).orElse("");
        } else if (advice instanceof Advice.LeaveBatchStatistics leave) {
            return "Take larger batches, or " + OTHER_NORM + ", and diagnose again: recalibration does not bring most "
                    + "of the loss back. The best ("
                    + RemedyText.full(leave.recalibration().remedy()) + ") recovers "
                    + Points.brief(leave.recalibration().recovered()) + ofCost(leave.share())
                    + "; the rest is between the statistics of " + leave.batchSize()
                    + " images, with which the network was trained, and any fixed ones.";
        } else if (advice instanceof Advice.TryRecalibration untried) {
            return "Try recalibration, which was not tried: statistics cost " + Points.full(untried.share())
                    + ". --set 'evaluation.remedies.recalibration-samples=[all]' does.";
        } else if (advice instanceof Advice.MoveDropout move) {
            return "Move dropout behind the last norm. " + ahead(move.ahead())
                    + tried(" Recalibration with dropout off", move.recalibration());
        } else if (advice instanceof Advice.RethinkDropout rethink) {
            return "Lower the probability of dropout, and diagnose again: switching it off costs "
                    + Points.full(rethink.share()) + ", which no norm behind it explains."
                    + tried(" Averaging passes with dropout on", rethink.passes());
        } else if (advice instanceof Advice.AlignTransforms align) {
            return "Make the eval transform more like the train transform without its randomness: it costs "
                    + Points.full(align.share()) + "."
                    + align.adaptation()
                            .map(best -> " Of what looks at the eval transform, " + RemedyText.full(best.remedy())
                                    + " recovers most: " + Points.brief(best.recovered()) + ".")
                            .orElse("");
        }
        return "Train on more images, or with more augmentation or weight decay: images that were not trained on cost "
                + Points.full(((Advice.Generalize) advice).share())
                + ". That is overfitting; no mode and no statistics change it.";
    }

    private static String replicates(int now, int needed) {
        return (now == 1 ? "" : "If more scatter as these, " + needed + " would tell. ") + "--set replicates=" + needed
                + " trains only the new ones.";
    }

    private static String composition(Advice.ChangeComposition change) {
        Composition composition = change.composition();
        boolean alike = composition.kind() == Composition.Kind.ALIKE;
        String why = alike
                ? "the images of a batch are alike, each batch has statistics of its own, and their running average "
                        + "describes none of them"
                : "batches are balanced, and the network can rely on that in training alone";
        StringBuilder text = new StringBuilder("Change what batches are made of, not the momentum: F is ")
                .append(Points.ratio(composition.statistic().mean()))
                .append(" where random batches have 1, so ")
                .append(why)
                .append(".")
                .append(tried(" Recalibration over all batches", change.recalibration()))
                .append(tried(" Recalibration per domain", change.ownDomain()));
        String repairs = change.recalibrationRepairs() ? " Recalibrate after training;" : "";
        repairs += change.ownDomainRepairs() ? " Keep statistics for each domain, if the domain is known;" : "";
        return text.append(repairs)
                .append(repairs.isEmpty() ? " Shuffle" : " or shuffle")
                .append(" images into random batches, or take ")
                .append(OTHER_NORM)
                .append(", and diagnose again.")
                .toString();
    }

    private static String momentum(MomentumAdvice advice) {
        return switch (advice) {
            case LOWER ->
                " Or lower the momentum of BatchNorm: what the running statistics are off is the noise of averaging "
                        + "over so few batches.";
            case RAISE ->
                " Or raise the momentum of BatchNorm: the running statistics are further off than averaging makes "
                        + "them, so they are out of date.";
            case FINE -> " The momentum of BatchNorm is fine: the running statistics are hardly off.";
        };
    }

    static String ahead(DropoutAhead ahead) {
        return String.format(
                        Locale.ROOT,
                        "With the dropout of %s ahead of layer %d off, the input of that norm has %.2f times the "
                                + "variance of training",
                        ahead.probability(),
                        ahead.layer(),
                        ahead.varianceRatio())
                + (ahead.theory().isPresent()
                        ? String.format(
                                Locale.ROOT, " (theory: %.2f)", ahead.theory().getAsDouble())
                        : "")
                + ".";
    }

    private static String tried(String what, Optional<Tried> tried) {
        return tried.map(each -> what + " recovers " + Points.brief(each.recovered()) + ".")
                .orElse("");
    }

    private static String ofCost(Estimate share) {
        return " of the " + Points.plain(share.mean()) + " that statistics cost";
    }

    static String seconds(Tried tried) {
        return String.format(Locale.ROOT, "%.1f s", tried.seconds());
    }
}
