package org.evalgap.checkup;

import java.util.List;
import java.util.Optional;
import org.evalgap.checkup.pass.NormStatistics;

/**
 * Something that was tried on the model.
 *
 * @param kind what
 * @param statistics that replace the running ones; empty where nothing in the file changes
 * @param outcomes in EVAL mode with it; on the images that it was not chosen or estimated on, where those are apart
 * @param seconds that making the statistics took
 */
record Remedy(Kind kind, Optional<List<NormStatistics>> statistics, Outcomes outcomes, double seconds) {

    /** The same under the name of another, where nothing tells them apart. */
    Remedy as(Kind other) {
        return new Remedy(other, statistics, outcomes, seconds);
    }

    /** What can be tried. */
    enum Kind {
        /** Plain averages over random training batches, as PyTorch's {@code update_bn}. */
        UPDATE_BN("update-bn", "averages over training batches, as torch.optim.swa_utils.update_bn makes them"),
        /** Moments of all training images together. */
        POPULATION("population", "means and variances of the training images together"),
        /** The same with dropout off and the transforms of use. */
        EVAL_PATH("eval-path", "means and variances of the training images on the path of use: dropout off"),
        /** Moments of images like those in use. */
        OWN_IMAGES("own-images", "means and variances of images like those in use, without their labels"),
        /** Statistics of each batch in use. */
        PER_BATCH("per-batch", "statistics of each batch in use; depends on what else is in the batch");

        private final String label;
        private final String meaning;

        Kind(String label, String meaning) {
            this.label = label;
            this.meaning = meaning;
        }

        String label() {
            return label;
        }

        String meaning() {
            return meaning;
        }
    }
}
