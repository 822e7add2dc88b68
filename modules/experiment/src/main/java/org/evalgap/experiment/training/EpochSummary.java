package org.evalgap.experiment.training;

/**
 * What a training log shows of one epoch.
 *
 * @param epoch number, from 1
 * @param steps optimizer steps done since the training began
 * @param images images seen in this epoch
 * @param meanLoss mean cross-entropy of its images, each before the update of its batch, in nats
 * @param accuracy share of its images whose largest logit was their class, each before the update of its batch
 * @param seconds time in its steps
 */
public record EpochSummary(int epoch, long steps, int images, double meanLoss, double accuracy, double seconds) {}
