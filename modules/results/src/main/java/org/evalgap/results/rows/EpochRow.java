package org.evalgap.results.rows;

import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;

/** One row per trial and epoch: what a user watches during training, and the test split in both modes. */
@ResultTable(
        name = "epochs",
        row = "an epoch of a trial: the training log, and the test split in both modes",
        order = {"trial_id", "epoch"})
public record EpochRow(
        TrialKey key,

        @Column(description = "Number of the epoch, from 1") int epoch,

        @Column(description = "Optimizer steps done at its end")
        long step,

        @Column(description = "Learning rate of its last step")
        double learningRate,

        @Column(
                description =
                        "Mean cross-entropy over its batches with the training's label smoothing, each before its update",
                unit = "nats")
        double trainLoss,

        @Column(
                description = "Accuracy over its batches, each before its update: what a training log shows",
                unit = "fraction")
        double trainAccuracy,

        @Column(
                description =
                        "Accuracy on the test split, batch statistics, dropout on, eval transform; absent if not measured",
                unit = "fraction",
                nullable = true)
        Double testAccuracyTrainMode,

        @Column(
                description =
                        "Accuracy on the test split, running statistics, dropout off, eval transform; absent if not measured",
                unit = "fraction",
                nullable = true)
        Double testAccuracyEvalMode,

        @Column(description = "Cross-entropy that belongs to test_accuracy_train_mode", unit = "nats", nullable = true)
        Double testLossTrainMode,

        @Column(description = "Cross-entropy that belongs to test_accuracy_eval_mode", unit = "nats", nullable = true)
        Double testLossEvalMode,

        @Column(description = "Time in its training steps", unit = "s")
        double trainSeconds) {}
