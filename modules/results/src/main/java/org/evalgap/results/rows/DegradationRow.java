package org.evalgap.results.rows;

/** One row per cell: means over its replicates with 95 % confidence intervals (Student's t). */
@ResultTable(name = "degradation", row = "a cell: means over its replicates with 95 % intervals (Student's t)")
public record DegradationRow(
        @Column(description = "Content hash of the cell") String cellId,

        @Column(description = "The cell's value on each axis, for people")
        String cell,

        @Column(description = "Name of the study") String study,

        @Column(description = "Kind of network: simplenet, cnn, resnet or layers")
        String network,

        @Column(description = "batch, group, layer or none; absent for a free list of layers", nullable = true)
        String normalization,

        @Column(
                description = "Probability of dropping a unit; absent for a free list of layers",
                unit = "probability",
                nullable = true)
        Double dropout,

        @Column(
                description =
                        "Weight of the new batch in the running statistics; absent without BatchNorm or when cumulative",
                nullable = true)
        Double batchNormMomentum,

        @Column(description = "Images per training step", unit = "images")
        int batchSize,

        @Column(description = "Which images form a training batch")
        String batchComposition,

        @Column(description = "Name of the pair of train and eval transforms")
        String augmentation,

        @Column(description = "Learning rate after scaling by batch size")
        double learningRate,

        @Column(description = "Replicates that finished, which the means are over")
        int replicates,

        @Column(description = "Replicates that did not finish")
        int failures,

        @Column(
                description =
                        "Test split, eval transform, batch statistics, dropout on: mean accuracy; absent if no replicate finished",
                unit = "fraction",
                nullable = true)
        Double trainModeAccuracy,

        @Column(
                description = "Lower end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double trainModeAccuracyLower,

        @Column(
                description = "Upper end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double trainModeAccuracyUpper,

        @Column(
                description =
                        "Test split, eval transform, running statistics, dropout off: mean accuracy; absent if no replicate finished",
                unit = "fraction",
                nullable = true)
        Double evalModeAccuracy,

        @Column(
                description = "Lower end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double evalModeAccuracyLower,

        @Column(
                description = "Upper end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double evalModeAccuracyUpper,

        @Column(
                description =
                        "Eval-mode degradation on the test split: train-mode minus eval-mode accuracy of the same model on the same images; positive = eval() is worse",
                unit = "fraction",
                nullable = true)
        Double degradation,

        @Column(
                description = "Lower end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double degradationLower,

        @Column(
                description = "Upper end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double degradationUpper,

        @Column(
                description = "Eval-mode degradation on the train split, eval transform; positive = eval() is worse",
                unit = "fraction",
                nullable = true)
        Double trainSplitDegradation,

        @Column(
                description = "Lower end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double trainSplitDegradationLower,

        @Column(
                description = "Upper end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double trainSplitDegradationUpper,

        @Column(
                description =
                        "Training-log corner: train split, train transform, batch statistics, dropout on: mean accuracy",
                unit = "fraction",
                nullable = true)
        Double trainingLogAccuracy,

        @Column(
                description =
                        "Total gap: training-log accuracy minus deployed accuracy (eval_mode_accuracy); positive = the user gets less than was seen",
                unit = "fraction",
                nullable = true)
        Double totalGap,

        @Column(
                description = "Lower end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double totalGapLower,

        @Column(
                description = "Upper end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double totalGapUpper,

        @Column(
                description =
                        "Mean share of the total gap that is due to the statistics: batch ones in the training log, running ones in deployment; absent unless all corners were measured",
                unit = "fraction",
                nullable = true)
        Double statisticsShare,

        @Column(
                description = "Lower end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double statisticsShareLower,

        @Column(
                description = "Upper end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double statisticsShareUpper,

        @Column(
                description =
                        "Mean share of the total gap that is due to the dropout: on in the training log, off in deployment; absent unless all corners were measured",
                unit = "fraction",
                nullable = true)
        Double dropoutShare,

        @Column(
                description = "Lower end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double dropoutShareLower,

        @Column(
                description = "Upper end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double dropoutShareUpper,

        @Column(
                description =
                        "Mean share of the total gap that is due to the transform: the train one in the training log, the eval one in deployment; absent unless all corners were measured",
                unit = "fraction",
                nullable = true)
        Double transformShare,

        @Column(
                description = "Lower end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double transformShareLower,

        @Column(
                description = "Upper end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double transformShareUpper,

        @Column(
                description =
                        "Mean share of the total gap that is due to the split: training images in the training log, test images in deployment; absent unless all corners were measured",
                unit = "fraction",
                nullable = true)
        Double splitShare,

        @Column(
                description = "Lower end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double splitShareLower,

        @Column(
                description = "Upper end of its interval; absent below two replicates",
                unit = "fraction",
                nullable = true)
        Double splitShareUpper) {}
