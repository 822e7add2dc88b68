package org.evalgap.results.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.nn.program.Mode;
import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.Labels;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;

/**
 * One way to evaluate a trained model: a corner of statistics × dropout × transform × split.
 *
 * @param statistics what BatchNorm normalizes with
 * @param dropout whether dropout drops
 * @param transform what the images go through
 * @param split which images
 */
public record Protocol(
        @Column(description = "Statistics that BatchNorm normalizes with: batch or running")
        Mode.Statistics statistics,

        @Column(description = "Whether dropout drops: on or off")
        Dropping dropout,

        @Column(description = "Transform of the images: train or eval")
        TransformSide transform,

        @Column(description = "Images that are evaluated: train or test")
        Split split) {

    /** Which images. */
    public enum Split {
        TRAIN,
        TEST
    }

    /** The number a user saw while training. */
    public static final Protocol TRAINING_LOG =
            new Protocol(Mode.Statistics.BATCH, Dropping.ON, TransformSide.TRAIN, Split.TRAIN);

    /** The number that user gets. */
    public static final Protocol DEPLOYED =
            new Protocol(Mode.Statistics.RUNNING, Dropping.OFF, TransformSide.EVAL, Split.TEST);

    /** Validating without {@code eval()}. */
    public static final Protocol FORGOT_EVAL =
            new Protocol(Mode.Statistics.BATCH, Dropping.ON, TransformSide.EVAL, Split.TEST);

    /** Validating through the training loader, with its transform. */
    public static final Protocol SHARED_LOADER =
            new Protocol(Mode.Statistics.RUNNING, Dropping.OFF, TransformSide.TRAIN, Split.TEST);

    /** Batch statistics alone, as with dropout switched off by hand. */
    public static final Protocol BATCH_STATISTICS =
            new Protocol(Mode.Statistics.BATCH, Dropping.OFF, TransformSide.EVAL, Split.TEST);

    /** EVAL mode, but with dropout. */
    public static final Protocol DROPOUT_LEFT_ON =
            new Protocol(Mode.Statistics.RUNNING, Dropping.ON, TransformSide.EVAL, Split.TEST);

    /** TRAIN mode on a split, eval transform: one side of the eval-mode degradation. */
    public static Protocol trainMode(Split split) {
        return new Protocol(Mode.Statistics.BATCH, Dropping.ON, TransformSide.EVAL, split);
    }

    /** EVAL mode on a split, eval transform: the other side of the eval-mode degradation. */
    public static Protocol evalMode(Split split) {
        return new Protocol(Mode.Statistics.RUNNING, Dropping.OFF, TransformSide.EVAL, split);
    }

    /** The protocols of a choice of corners, the training-log corner first and the deployed corner last. */
    public static List<Protocol> of(EvaluationConfig.Corners corners) {
        return switch (corners) {
            case MINIMAL ->
                List.of(
                        TRAINING_LOG,
                        trainMode(Split.TRAIN),
                        evalMode(Split.TRAIN),
                        trainMode(Split.TEST),
                        evalMode(Split.TEST));
            case FACTORIAL -> factorial();
        };
    }

    /**
     * A name that no other protocol has. Those that users meet by intention or by mistake have a name of their own, the
     * others that of their corner: {@code batch/off/eval/test}.
     */
    public String label() {
        if (equals(TRAINING_LOG)) {
            return "training-log";
        } else if (equals(DEPLOYED)) {
            return "deployed";
        } else if (equals(FORGOT_EVAL)) {
            return "forgot-eval";
        } else if (equals(SHARED_LOADER)) {
            return "shared-loader";
        } else if (equals(DROPOUT_LEFT_ON)) {
            return "dropout-left-on";
        } else if (equals(evalMode(Split.TRAIN))) {
            return "eval-mode-on-train";
        } else if (equals(trainMode(Split.TRAIN))) {
            return "train-mode-on-train";
        }
        return Stream.of(statistics, dropout, transform, split).map(Labels::of).collect(Collectors.joining("/"));
    }

    public Mode mode() {
        return new Mode(statistics, dropout == Dropping.ON);
    }

    private static List<Protocol> factorial() {
        List<Protocol> all = new ArrayList<>();
        for (Split split : Split.values()) {
            for (TransformSide transform : TransformSide.values()) {
                for (Dropping dropout : Dropping.values()) {
                    for (Mode.Statistics statistics : Mode.Statistics.values()) {
                        all.add(new Protocol(statistics, dropout, transform, split));
                    }
                }
            }
        }
        return List.copyOf(all);
    }
}
