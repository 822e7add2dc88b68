package org.evalgap.study.config;

import java.util.List;
import org.evalgap.study.config.RemediesConfig.Dropping;
import org.evalgap.study.config.RemediesConfig.TransformSide;

/** What is tried on trained networks. */
final class RemediesSection {

    static final List<Key<?>> KEYS = List.of(
            Key.of(
                    "recalibration-samples",
                    ValueType.listOf("a list of integers of at least 1, or all", ValueType.orAll(ValueType.integer(1))),
                    "Numbers of training images from which BatchNorm's statistics are estimated anew, "
                            + "in batches as in training; an empty list for none."),
            Key.of(
                    "recalibration-transforms",
                    ValueType.listOf("a list of train and eval", ValueType.constant(TransformSide.class)),
                    "What those images go through; each is a variant."),
            Key.of(
                    "recalibration-dropout",
                    ValueType.listOf("a list of on and off", ValueType.constant(Dropping.class)),
                    "Whether dropout drops meanwhile; each is a variant, on is PyTorch's update_bn."),
            Key.of(
                    "ema-decays",
                    ValueType.listOf("a list of numbers from 0 to below 1", ValueType.properFraction()),
                    "Weights of the past, per training step, in exponential averages of weights, of statistics "
                            + "and of both; an empty list for none."),
            Key.of(
                    "mc-dropout-passes",
                    ValueType.integer(0),
                    "Passes with dropout on and running statistics whose probabilities are averaged; 0 for none."),
            Key.of(
                    "retrain-epochs",
                    ValueType.integer(0),
                    "Epochs in which the last layer and the parameters of the norms are trained further "
                            + "on the eval transform; 0 for none."),
            Key.of(
                    "retrain-learning-rate-factor",
                    ValueType.positive(),
                    "Learning rate of those epochs, times that of the training."));

    static final Section SECTION = Section.of(
            "remedies",
            "study.evaluation.remedies",
            "What is tried on each trained network to close the gap; afterwards the network is as it was.",
            KEYS.toArray(new Key<?>[0]));

    private RemediesSection() {}
}
