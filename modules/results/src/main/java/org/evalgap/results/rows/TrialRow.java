package org.evalgap.results.rows;

import java.time.Instant;
import java.util.Map;
import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;
import org.evalgap.results.schema.RowType;

/** One row per trial: what was set, how it ended, what it cost, where it comes from. */
@ResultTable(
        name = "trials",
        row = "a trial: what was set, how it ended, what it cost, where it comes from",
        order = {"cell", "trial_id"})
public record TrialRow(
        @Column(description = "Content hash of everything that determines the trial's result")
        String trialId,

        @Column(description = "Content hash of the cell: the trial without its replicate")
        String cellId,

        @Column(description = "The cell's value on each axis, for people")
        String cell,

        @Column(description = "Number of the replicate, from 0")
        int replicate,

        @Column(description = "Name of the study") String study,

        @Column(description = "OK, DIVERGED, FAILED, OUT_OF_MEMORY, CRASHED or TIMEOUT")
        TrialStatus status,

        @Column(description = "Why the trial is not OK; absent when it is", nullable = true)
        String reason,

        CellSettings cellSettings,

        @Column(
                description =
                        "Learning rate after scaling by batch size, before its schedule; 0 of a check-up, which trains nothing")
        double learningRate,

        @Column(description = "Whole trial configuration as canonical JSON")
        String settings,

        @Column(description = "Root of the trial's random streams")
        long seed,

        @Column(description = "Trainable parameters") long parameters,
        @Column(description = "Optimizer steps done") long steps,

        @Column(
                description =
                        "Mean cross-entropy of the last epoch's training batches with the training's label smoothing; absent if none finished",
                unit = "nats",
                nullable = true)
        Double trainLoss,

        @Column(description = "Time in training steps, of the whole training where trials share it", unit = "s")
        double trainSeconds,

        @Column(description = "Time in evaluations of the trial", unit = "s")
        double evaluationSeconds,

        @Column(description = "Name of the dataset") String dataset,

        @Column(
                description =
                        "SHA-256 of the dataset's content and normalization; of a check-up, of the images' names, labels and losses in EVAL mode")
        String datasetFingerprint,

        @Column(description = "Version of EvalGap") String engineVersion,

        @Column(description = "What decides bits: native build, threads, instruction set, denormal numbers")
        String numericsProfile,

        @Column(description = "Host that ran the trial") String host,

        @Column(description = "When the trial began", unit = "UTC")
        Instant startedAt,

        @Column(
                description =
                        "The cell's value on each axis of its study that matters to it, as a JSON object of texts by"
                                + " the axes' keys; absent in outputs of earlier versions",
                nullable = true)
        String axes,

        @Column(
                description =
                        "Accuracy without having learned anything: the larger of 1 / classes and the share of the most frequent class, of both splits; absent in records of older versions",
                unit = "fraction",
                nullable = true)
        Double chanceLevel,

        @Column(
                description =
                        "Whether the network learned: the training-log or the deployed accuracy is surely (binomial test at 1 %) above chance_level by a twentieth of what is left above it; absent unless the trial finished",
                nullable = true)
        Boolean learned,

        @Column(
                description =
                        "Learning rate that was chosen among candidates, before scaling by batch size; absent if none were compared",
                nullable = true)
        Double tunedLearningRate,

        @Column(
                description =
                        "Accuracy or loss on the validation images of each candidate, by its learning rate, as a JSON object; absent if none were compared",
                nullable = true)
        String tuning,

        @Column(
                description =
                        "Learning rate before scaling by batch size: as the study sets it, or tuned_learning_rate; absent of a check-up, and in records of older versions",
                nullable = true)
        Double baseLearningRate) {

    /** The row as of another cell. */
    public TrialRow withCell(String cellId, String cell, String axes) {
        return RowType.of(TrialRow.class).with(this, Map.of("cell_id", cellId, "cell", cell, "axes", axes));
    }

    /** Whether the trial was trained and measured. */
    public boolean finished() {
        return status == TrialStatus.OK;
    }

    /** What trials that share one training have in common, and no others: its time is in the row of each. */
    public String trainingRun() {
        return host + " " + startedAt + " " + seed;
    }

    /** What makes trials of different cells one replicate: their dataset and the root of their random streams. */
    public String replicateUnit() {
        return datasetFingerprint + " " + seed;
    }
}
