package org.evalgap.results.rows;

/** One row per trial and remedy: what it does to the deployed corner, the network being as it was afterwards. */
@ResultTable(name = "remedies", row = "a remedy of a trial: what it does to the deployed corner, and its cost")
public record RemedyRow(
        @Column(description = "The trial") String trialId,
        @Column(description = "The trial's cell") String cellId,

        @Column(description = "Number of the replicate, from 0")
        int replicate,

        @Column(
                description =
                        "recalibration, ema-weights, ema-weights-recalibrated, ema-statistics, ema-all, mc-dropout or retrain-head")
        String remedy,

        @Column(
                description =
                        "cumulative (plain average over batches) or population (law of total variance); absent unless recalibration",
                nullable = true)
        String estimator,

        @Column(
                description = "Training images that recalibration used; absent for other remedies",
                unit = "images",
                nullable = true)
        Integer samples,

        @Column(
                description = "Transform of the training images it used: train or eval; absent if it used none",
                nullable = true)
        String transform,

        @Column(
                description = "Whether dropout dropped meanwhile: on or off; absent if no image passed",
                nullable = true)
        String dropout,

        @Column(
                description =
                        "Whether each image is evaluated with the statistics of its own input domain; absent unless recalibration",
                nullable = true)
        Boolean ownDomain,

        @Column(
                description = "Weight of the past at each step of an exponential average; absent for other remedies",
                nullable = true)
        Double decay,

        @Column(description = "Passes averaged by MC dropout; absent for other remedies", nullable = true)
        Integer passes,

        @Column(description = "Epochs of re-training; absent for other remedies", unit = "epochs", nullable = true)
        Integer epochs,

        @Column(description = "Images evaluated: all, or those of the first or second input domain")
        String domain,

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
                        "Share of the total gap (training-log accuracy minus accuracy_before) that the remedy closes; absent unless all images are evaluated and the gap is at least half a percentage point",
                unit = "fraction",
                nullable = true)
        Double recoveredShare,

        @Column(
                description = "MC dropout: mean entropy of the mean probabilities; absent for other remedies",
                unit = "nats",
                nullable = true)
        Double predictiveEntropy,

        @Column(
                description =
                        "MC dropout: mean mutual information of prediction and dropout mask; absent for other remedies",
                unit = "nats",
                nullable = true)
        Double mutualInformation,

        @Column(
                description =
                        "MC dropout: variance of a class's probability over passes, mean over classes and images; absent with one pass",
                nullable = true)
        Double probabilityVariance,

        @Column(
                description =
                        "MC dropout: probability that a wrong prediction has the larger predictive entropy than a right one; absent if all are right or all wrong",
                unit = "probability",
                nullable = true)
        Double errorsByEntropy,

        @Column(description = "MC dropout: the same by mutual information", unit = "probability", nullable = true)
        Double errorsByMutualInformation,

        @Column(description = "Time the remedy took, without measuring unless that is the remedy", unit = "s")
        double seconds,

        @Column(description = "Images that passed through the network for it", unit = "images")
        long imagesPassed) {}
