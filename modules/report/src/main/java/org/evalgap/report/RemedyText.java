package org.evalgap.report;

import java.util.Locale;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;

/** What a remedy is, in a few words. */
final class RemedyText {

    private RemedyText() {}

    /** The remedy with all its settings. */
    static String full(Remedy remedy) {
        return remedy instanceof Remedy.Recalibrated recalibrated
                ? String.format(
                        Locale.ROOT,
                        "%s with %,d images, %s%s%s",
                        kind(remedy),
                        recalibrated.images(),
                        recalibrated.estimator() == Estimator.POPULATION ? "population" : "cumulative",
                        recalibrated.transform() == TransformSide.EVAL ? ", eval transform" : "",
                        recalibrated.dropout() == Dropping.OFF ? ", dropout off" : "")
                : brief(remedy);
    }

    /** The remedy with what sets it apart from the plainest of its kind. */
    static String brief(Remedy remedy) {
        if (remedy instanceof Remedy.Recalibrated recalibrated) {
            return kind(remedy)
                    + (recalibrated.estimator() == Estimator.POPULATION ? ", population" : "")
                    + (recalibrated.transform() == TransformSide.EVAL ? ", eval" : "")
                    + (recalibrated.dropout() == Dropping.OFF ? ", no dropout" : "");
        } else if (remedy instanceof Remedy.ExponentiallyAveraged averaged) {
            return kind(remedy) + ", decay " + averaged.decay();
        } else if (remedy instanceof Remedy.DropoutPasses passes) {
            return kind(remedy) + ", " + passes.passes() + " passes";
        }
        if (remedy instanceof Remedy.TrainModePass) {
            return kind(remedy);
        } else if (remedy instanceof Remedy.TestBatchStatistics batch) {
            return String.format(
                    Locale.ROOT, "%s, %,d images, pseudo-count %,d", kind(remedy), batch.images(), batch.pseudoCount());
        } else if (remedy instanceof Remedy.ExampleWeighing example) {
            return kind(remedy) + ", weight " + example.weight();
        } else if (remedy instanceof Remedy.EvalNorm rule) {
            return kind(remedy) + ", weight 1/" + rule.images();
        }
        int epochs = remedy instanceof Remedy.TrainedOn more ? more.epochs() : ((Remedy.Retrained) remedy).epochs();
        return kind(remedy) + ", " + epochs + (epochs == 1 ? " epoch" : " epochs");
    }

    /** What variants of a remedy have in common. */
    static String kind(Remedy remedy) {
        if (remedy instanceof Remedy.Recalibrated recalibrated) {
            return recalibrated.ownDomain() ? "recalibration per domain" : "recalibration";
        } else if (remedy instanceof Remedy.ExponentiallyAveraged averaged) {
            return "average of " + averaged(averaged.part());
        }
        if (remedy instanceof Remedy.TrainModePass) {
            return "a pass in TRAIN mode";
        } else if (remedy instanceof Remedy.TrainedOn) {
            return "more training (control)";
        } else if (remedy instanceof Remedy.TestBatchStatistics) {
            return "statistics of test batches";
        } else if (remedy instanceof Remedy.ExampleWeighing) {
            return "example weighing";
        } else if (remedy instanceof Remedy.EvalNorm) {
            return "EvalNorm";
        }
        return remedy instanceof Remedy.DropoutPasses ? "MC dropout" : "re-trained head";
    }

    private static String averaged(Remedy.Averaged part) {
        return switch (part) {
            case WEIGHTS -> "weights";
            case WEIGHTS_RECALIBRATED -> "weights, recalibrated";
            case STATISTICS -> "statistics";
            case ALL -> "weights and statistics";
        };
    }
}
