package org.evalgap.results.protocol;

import java.util.Arrays;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;

/** Something that is done to a trained network to close the gap. */
public sealed interface Remedy {

    /** Its name in result tables. */
    String name();

    /**
     * Running statistics estimated anew, in TRAIN mode on batches of the training's size and composition.
     *
     * @param estimator how batches make up a mean and a variance
     * @param images training images used
     * @param transform what they go through
     * @param dropout whether dropout drops meanwhile
     * @param ownDomain whether the statistics are those of the input domain that is evaluated with them, instead of all
     */
    record Recalibrated(Estimator estimator, int images, TransformSide transform, Dropping dropout, boolean ownDomain)
            implements Remedy {
        @Override
        public String name() {
            return "recalibration";
        }
    }

    /**
     * One walk over the training images in TRAIN mode, in batches of the training's size and composition, which moves the
     * running statistics on by their own momentum, without a reset: what is often written by hand.
     *
     * @param images training images used
     */
    record TrainModePass(int images) implements Remedy {
        @Override
        public String name() {
            return "train-mode-pass";
        }
    }

    /** What an exponential average replaces. */
    enum Averaged {
        /** Parameters; running statistics are the training's own. PyTorch's {@code AveragedModel}. */
        WEIGHTS("ema-weights"),
        /** Parameters; running statistics are estimated anew with them, cumulatively, as PyTorch advises. */
        WEIGHTS_RECALIBRATED("ema-weights-recalibrated"),
        /** Running statistics alone. */
        STATISTICS("ema-statistics"),
        /** Both. PyTorch's {@code AveragedModel(use_buffers=True)}. */
        ALL("ema-all");

        private final String label;

        Averaged(String label) {
            this.label = label;
        }

        /** The one whose remedy has this name in result tables. */
        public static Averaged labelled(String label) {
            return Arrays.stream(values())
                    .filter(part -> part.label.equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(label + " is not the name of an average"));
        }
    }

    /**
     * Averages over the steps of the training.
     *
     * @param part what is averaged
     * @param decay weight of the past at each step
     */
    record ExponentiallyAveraged(Averaged part, double decay) implements Remedy {
        @Override
        public String name() {
            return part.label;
        }
    }

    /**
     * Probabilities averaged over passes with dropout on, BatchNorm with its running statistics.
     *
     * @param passes how many
     */
    record DropoutPasses(int passes) implements Remedy {
        @Override
        public String name() {
            return "mc-dropout";
        }
    }

    /**
     * EVAL mode with BatchNorm's running statistics blended with moments of the images that are evaluated together:
     * Schneider et al. 2020; without a pseudo-count the prediction-time batch normalization of Nado et al. 2020.
     *
     * @param images evaluated together, n
     * @param pseudoCount N: the running statistics weigh N / (N + n)
     */
    record TestBatchStatistics(int images, int pseudoCount) implements Remedy {
        @Override
        public String name() {
            return "test-batch-statistics";
        }
    }

    /**
     * EVAL mode with BatchNorm's running statistics blended with each image's own moments: the inference example
     * weighing of Summers and Dinneen 2020.
     *
     * @param weight of the image's moments
     */
    record ExampleWeighing(double weight) implements Remedy {
        @Override
        public String name() {
            return "example-weighing";
        }
    }

    /**
     * The same with the weight that an image's moments have in training, of 1 / m: a rule of thumb for the EvalNorm of
     * Singh and Shrivastava 2019.
     *
     * @param images m, whose statistics are taken together in training
     */
    record EvalNorm(int images) implements Remedy {
        @Override
        public String name() {
            return "eval-norm";
        }

        /** Weight of the image's moments. */
        public double weight() {
            return 1.0 / images;
        }
    }

    /**
     * Last layer and parameters of the norms trained further in TRAIN mode, on the eval transform.
     *
     * @param epochs how long
     */
    record Retrained(int epochs) implements Remedy {
        @Override
        public String name() {
            return "retrain-head";
        }
    }

    /**
     * All parameters trained further, as {@link Retrained} trains some of them: a control for what more training does.
     *
     * @param epochs how long
     */
    record TrainedOn(int epochs) implements Remedy {
        @Override
        public String name() {
            return "train-on";
        }
    }
}
