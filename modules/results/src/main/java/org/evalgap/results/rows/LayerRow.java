package org.evalgap.results.rows;

import org.evalgap.results.layers.LayerFigures;
import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;

/**
 * One row per trial, norm and point of the training, and on request one per channel: how far running statistics are from
 * the population's (all training images in TRAIN mode), what theory expects, and what dropout does to the norm's input.
 */
@ResultTable(
        name = "layers",
        row =
                "a norm of a trial at a point of the training: running against population statistics; on request also one of its channels",
        order = {"trial_id", "epoch", "layer", "channel"})
public record LayerRow(
        TrialKey key,

        @Column(description = "Epochs done when it was measured")
        int epoch,

        @Column(description = "Optimizer steps done by then")
        long step,

        LayerFigures figures) {}
