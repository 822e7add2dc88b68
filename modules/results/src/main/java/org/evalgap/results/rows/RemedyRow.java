package org.evalgap.results.rows;

import org.evalgap.results.rows.remedy.RemedySettings;
import org.evalgap.results.rows.remedy.Uncertainty;
import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;
import org.evalgap.results.statistics.Estimate;

/** One row per trial and remedy: what it does to the deployed corner, the network being as it was afterwards. */
@ResultTable(
        name = "remedies",
        row = "a remedy of a trial: what it does to the deployed corner, and its cost",
        order = {
            "trial_id",
            "remedy",
            "estimator",
            "transform",
            "dropout",
            "own_domain",
            "samples",
            "decay",
            "together",
            "pseudo_count",
            "example_weight",
            "domain"
        })
public record RemedyRow(
        TrialKey key,

        RemedySettings settings,

        @Column(description = "Images evaluated: all, or those of the first or second input domain")
        Domain domain,

        @Column(description = "Test images evaluated", unit = "images")
        int images,

        @Column(description = "Deployed accuracy without the remedy", unit = "fraction")
        double accuracyBefore,

        @Column(
                description = "Deployed accuracy with it; absent if the remedy diverged",
                unit = "fraction",
                nullable = true)
        Double accuracyAfter,

        @Column(description = "Deployed cross-entropy without the remedy", unit = "nats")
        double lossBefore,

        @Column(
                description = "Deployed cross-entropy with it; absent if the remedy diverged",
                unit = "nats",
                nullable = true)
        Double lossAfter,

        @Column(description = "Expected calibration error without the remedy", unit = "fraction")
        double calibrationErrorBefore,

        @Column(
                description =
                        "Expected calibration error with it; absent if the remedy diverged or is two networks, one for each domain",
                unit = "fraction",
                nullable = true)
        Double calibrationErrorAfter,

        @Column(
                description =
                        "Lower end of the 95 % paired bootstrap interval over images of accuracy_after minus accuracy_before; absent without resampling, or unless one network predicts all images",
                unit = "fraction",
                nullable = true)
        Double differenceLower,

        @Column(description = "Upper end of that interval", unit = "fraction", nullable = true)
        Double differenceUpper,

        @Column(
                description =
                        "McNemar's exact test of the first draw: probability of answers at least as uneven if the remedy made no difference; absent unless one network predicts all images",
                unit = "probability",
                nullable = true)
        Double mcnemarP,

        @Column(
                description =
                        "Share of the eval-mode degradation (train-mode accuracy on the test split minus accuracy_before) that the remedy closes; absent unless all images are evaluated and the degradation is at least half a percentage point: take the ratio of means over trials, as the mean of these shares leaves some out",
                unit = "fraction",
                nullable = true)
        Double recoveredShare,

        Uncertainty uncertainty,

        @Column(description = "Time the remedy took, without measuring unless that is the remedy", unit = "s")
        double seconds,

        @Column(description = "Images that passed through the network for it", unit = "images")
        long imagesPassed,

        @Column(
                description =
                        "accuracy_before in each of 24 random blocks of the images, the same blocks in every trial, separated by spaces; absent unless one network predicts all images",
                unit = "fraction",
                nullable = true)
        String accuracyBeforeByBlock,

        @Column(description = "accuracy_after in the same blocks", unit = "fraction", nullable = true)
        String accuracyAfterByBlock) {

    /** Deployed accuracy with the remedy minus without it; not of a remedy that diverged. */
    public Estimate difference() {
        return new Estimate(accuracyAfter - accuracyBefore, differenceLower, differenceUpper);
    }
}
