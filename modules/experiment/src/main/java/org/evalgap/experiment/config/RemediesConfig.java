package org.evalgap.experiment.config;

import java.io.Serializable;
import java.util.List;
import org.evalgap.nn.graph.ShapeException;

/**
 * What is tried on a trained network to close the gap, and how. Nothing here changes what is trained.
 *
 * @param recalibrationSamples numbers of training images, each at least 1, after which the running statistics are
 *     estimated anew: points of one curve; beyond the training set it is all of it; empty for no recalibration
 * @param recalibrationTransforms what those images go through
 * @param recalibrationDropout whether dropout drops meanwhile
 * @param emaDecays weights of the past, each in [0, 1), in averages of the state that follow the training; empty for none
 * @param mcDropoutPasses passes with dropout on whose probabilities are averaged; 0 for none
 * @param retrainEpochs epochs in which the classifier and the parameters of the norms are trained further on the eval
 *     transform; 0 for none
 * @param retrainLearningRateFactor their learning rate, times that of the training, above 0
 */
public record RemediesConfig(
        List<Integer> recalibrationSamples,
        List<TransformSide> recalibrationTransforms,
        List<Dropping> recalibrationDropout,
        List<Double> emaDecays,
        int mcDropoutPasses,
        int retrainEpochs,
        double retrainLearningRateFactor)
        implements Serializable {

    /** Nothing is tried. */
    public static final RemediesConfig NONE = new RemediesConfig(List.of(), List.of(), List.of(), List.of(), 0, 0, 1);

    /** A side of a pair of transforms. */
    public enum TransformSide {
        TRAIN,
        EVAL
    }

    /** Whether dropout drops. */
    public enum Dropping {
        ON,
        OFF
    }

    /** @throws ShapeException if a setting is out of its range */
    public RemediesConfig {
        recalibrationSamples = List.copyOf(recalibrationSamples);
        recalibrationTransforms = List.copyOf(recalibrationTransforms);
        recalibrationDropout = List.copyOf(recalibrationDropout);
        emaDecays = List.copyOf(emaDecays);
        for (int samples : recalibrationSamples) {
            check(samples >= 1, "recalibration-samples", "integers of at least 1", samples);
        }
        for (double decay : emaDecays) {
            check(decay >= 0 && decay < 1, "ema-decays", "numbers from 0 to below 1", decay);
        }
        check(mcDropoutPasses >= 0, "mc-dropout-passes", "an integer of at least 0", mcDropoutPasses);
        check(retrainEpochs >= 0, "retrain-epochs", "an integer of at least 0", retrainEpochs);
        check(
                retrainLearningRateFactor > 0 && Double.isFinite(retrainLearningRateFactor),
                "retrain-learning-rate-factor",
                "a number above 0",
                retrainLearningRateFactor);
    }

    /** Walks over the training images that recalibration of a network with BatchNorm takes. */
    public int recalibrationWalks() {
        return recalibrationSamples.isEmpty() ? 0 : recalibrationTransforms.size() * recalibrationDropout.size();
    }

    private static void check(boolean holds, String setting, String expected, Object received) {
        if (!holds) {
            throw new ShapeException(setting, expected, received.toString());
        }
    }
}
