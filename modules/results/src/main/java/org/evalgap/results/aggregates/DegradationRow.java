package org.evalgap.results.aggregates;

import org.evalgap.results.replicates.Ending;
import org.evalgap.results.rows.CellSettings;
import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;
import org.evalgap.results.statistics.Estimate;

/** One row per cell: means over its replicates with 95 % confidence intervals over replicates and images. */
@ResultTable(
        name = "degradation",
        row =
                "a cell: means over its replicates with 95 % intervals over replicates and, where by-block columns tell, over images")
public record DegradationRow(
        @Column(description = "Content hash of the cell") String cellId,

        @Column(description = "The cell's value on each axis, for people")
        String cell,

        @Column(description = "Name of the study") String study,

        CellSettings settings,

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
        Estimate trainModeAccuracy,

        @Column(
                description =
                        "Test split, eval transform, running statistics, dropout off: mean accuracy; absent if no replicate finished",
                unit = "fraction",
                nullable = true)
        Estimate evalModeAccuracy,

        @Column(
                description =
                        "Eval-mode degradation on the test split: train-mode minus eval-mode accuracy of the same model on the same images; positive = eval() is worse",
                unit = "fraction",
                nullable = true)
        Estimate degradation,

        @Column(
                description = "Eval-mode degradation on the train split, eval transform; positive = eval() is worse",
                unit = "fraction",
                nullable = true)
        Estimate trainSplitDegradation,

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
        Estimate totalGap,

        GapShares shares,
        DegradationCauses causes,

        @Column(
                description =
                        "The cell's value on each axis of its study that matters to it, as a JSON object of texts by"
                                + " the axes' keys; absent in outputs of earlier versions",
                nullable = true)
        String axes,

        OverTraining overTraining,

        @Column(
                description =
                        "Replicates whose network learned nothing: not surely above chance_level in training log or deployment; absent if older records do not tell",
                nullable = true)
        Integer notLearned,

        @Column(
                description =
                        "Why the cell has no more replicates: number (all cells have as many), or by the study's rule interval (narrow enough), verdicts (the claims it has to do with have theirs, or have none in sight; once the sweep has ended), images (they alone seem to make the interval wider than asked for), not-learned (none of its networks learned anything), failed (none finished), at-most (it has the most there may be); absent while it is to have more",
                nullable = true)
        Ending endedBy) {}
