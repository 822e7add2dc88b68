package org.evalgap.results.rows;

import java.time.Instant;

/** One row per trial: what was set, how it ended, what it cost, where it comes from. */
@ResultTable(name = "trials", row = "a trial: what was set, how it ended, what it cost, where it comes from")
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
        String status,

        @Column(description = "Why the trial is not OK; absent when it is", nullable = true)
        String reason,

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

        @Column(description = "Learning rate after scaling by batch size, before its schedule")
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

        @Column(description = "Time in training steps", unit = "s")
        double trainSeconds,

        @Column(description = "Time in evaluations", unit = "s")
        double evaluationSeconds,

        @Column(description = "Name of the dataset") String dataset,

        @Column(description = "SHA-256 of the dataset's content and normalization")
        String datasetFingerprint,

        @Column(description = "Version of EvalGap") String engineVersion,

        @Column(description = "What decides bits: native build, threads, instruction set")
        String numericsProfile,

        @Column(description = "Host that ran the trial") String host,

        @Column(description = "When the trial began", unit = "UTC")
        Instant startedAt) {

    /** The row as of another cell. */
    public TrialRow withCell(String cellId, String cell) {
        return new TrialRow(
                trialId,
                cellId,
                cell,
                replicate,
                study,
                status,
                reason,
                network,
                normalization,
                dropout,
                batchNormMomentum,
                batchSize,
                batchComposition,
                augmentation,
                learningRate,
                settings,
                seed,
                parameters,
                steps,
                trainLoss,
                trainSeconds,
                evaluationSeconds,
                dataset,
                datasetFingerprint,
                engineVersion,
                numericsProfile,
                host,
                startedAt);
    }
}
