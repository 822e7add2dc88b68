package org.evalgap.results.diagnosis;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The one answer to why a model is worse in use than in its training. Ids never change. */
public enum LeadingCause {
    HEALTHY("nothing costs accuracy that should not", "Nothing is to be repaired."),
    NOT_LEARNED(
            "the network guesses in every mode",
            "Train first: lower the learning rate, take larger batches, or train longer."),
    STALE_STATISTICS(
            "running statistics are of earlier weights",
            "Recalibrate the running statistics with the final weights, or end the training on a lower learning rate."),
    NOISY_STATISTICS(
            "running statistics remember too few batches: a momentum that weighs the new batch too much",
            "Lower the weight of the new batch (PyTorch's momentum; Keras's is one minus it), or recalibrate."),
    UNCONVERGED_STATISTICS(
            "running statistics still remember their start or most of the training, or were never updated",
            "Raise the weight of the new batch, update the statistics in more steps, or recalibrate."),
    STATISTICS_OF_OTHER_WEIGHTS(
            "the weights in use are a copy, such as an average, and the running statistics are not theirs",
            "Recalibrate the copy's running statistics on training images before it is used."),
    FOREIGN_BATCHES(
            "passes in TRAIN mode over other images moved the running statistics",
            "Pass other images in EVAL mode, or with statistics of their own, and recalibrate."),
    BATCH_COMPOSITION(
            "training batches are no random draws of the images",
            "Shuffle images into random batches, or keep statistics for each domain."),
    SMALL_BATCHES(
            "too few images are normalized together: a small batch, a small last one, a part on a replica, or one image",
            "Take larger batches, leave a smaller last one out, share statistics over replicas (SyncBatchNorm), or take a "
                    + "norm that is the same in both modes, such as GroupNorm or an untracked InstanceNorm."),
    DROPOUT_SHIFT(
            "dropout changes in training what the layers behind it see",
            "Move dropout behind the last norm, see that it rescales, or recalibrate with dropout off."),
    AUGMENTATION(
            "random transforms of training leave images that are unlike those in use",
            "Make the eval transform like the train transform without its randomness."),
    PREPROCESSING_MISMATCH(
            "images in use are prepared otherwise than in training: mean, deviation, scale or order of channels",
            "Prepare images in use exactly as in training."),
    DROPOUT_LEFT_ON("dropout drops in use", "Switch dropout off in use; functional dropout has to be told the mode."),
    EVAL_FORGOTTEN(
            "the network in use normalizes with statistics of the batch: eval() was not called",
            "Call eval() before the network is used."),
    UNSEEN_IMAGES(
            "images that were not trained on cost accuracy, whatever the mode",
            "Train on more images, or with more augmentation or weight decay."),
    INCONCLUSIVE("something may cost accuracy, but what is not sure", "Run more replicates.");

    private final String meaning;
    private final String action;

    LeadingCause(String meaning, String action) {
        this.meaning = meaning;
        this.action = action;
    }

    /** The cause of an id; empty if none has it. */
    public static Optional<LeadingCause> of(String id) {
        return Arrays.stream(values()).filter(cause -> cause.id().equals(id)).findFirst();
    }

    /** Its stable name, such as {@code stale-statistics}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it is, in words that can follow "because". */
    public String meaning() {
        return meaning;
    }

    /** What to do about it: one sentence. */
    public String action() {
        return action;
    }
}
