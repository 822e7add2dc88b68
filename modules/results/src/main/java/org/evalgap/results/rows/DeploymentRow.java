package org.evalgap.results.rows;

import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;
import org.evalgap.results.statistics.Estimate;

/**
 * One row per trial whose use is observed from outside: its predictions of the test images against those of EVAL mode, and
 * what can be told of a network without looking into it.
 */
@ResultTable(
        name = "deployments",
        row = "a trial whose use is observed from outside: its predictions of the test images against EVAL mode's",
        order = {"trial_id"})
public record DeploymentRow(
        TrialKey key,

        @Column(description = "Test images observed", unit = "images")
        int images,

        @Column(description = "Accuracy of the observed predictions", unit = "fraction")
        double accuracy,

        @Column(
                description = "Accuracy of EVAL mode with the eval transform minus accuracy",
                unit = "fraction",
                interval = "the difference's 95 % paired bootstrap interval over images; absent without resampling")
        Estimate lostInUse,

        @Column(
                description =
                        "Largest absolute difference of an observed logit to EVAL mode's, over the largest observed logit")
        double evalDifference,

        @Column(description = "The same of a second pass over the same batches to the first")
        double repeatDifference,

        @Column(description = "The same of a pass over the images in other batches to the first")
        double batchDifference,

        @Column(
                description =
                        "Root mean square difference of an observed logit to EVAL mode's with dropout on, both averaged over passes where they are random")
        double dropoutDistance,

        @Column(description = "The same to TRAIN mode's") double trainModeDistance,

        @Column(
                description =
                        "Distance of the parameters in use from those that the training's last step left, over the norm of the latter; 0 unless a copy is used")
        double parameterDistance) {}
