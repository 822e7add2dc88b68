package org.evalgap.experiment.training;

/**
 * What a training log shows of one epoch.
 *
 * @param epoch number, from 1
 * @param steps optimizer steps done since the training began
 * @param images images seen in this epoch
 * @param learningRate of its last step
 * @param meanLoss mean cross-entropy of its images with the training's label smoothing, each before the update of its
 *     batch, in nats
 * @param accuracy share of its images whose largest logit was their class, each before the update of its batch
 * @param seconds time in its steps
 */
public record EpochSummary(
        int epoch, long steps, int images, double learningRate, double meanLoss, double accuracy, double seconds) {}
