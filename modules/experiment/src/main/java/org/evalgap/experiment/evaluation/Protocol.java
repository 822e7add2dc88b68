package org.evalgap.experiment.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.experiment.config.EvaluationConfig;
import org.evalgap.nn.program.Mode;

/**
 * One way to evaluate a trained model: a corner of statistics × dropout × transform × split.
 *
 * @param statistics what BatchNorm normalizes with
 * @param dropout whether dropout drops
 * @param transform what the images go through
 * @param split which images
 */
public record Protocol(Mode.Statistics statistics, boolean dropout, TransformChoice transform, Split split) {

    /** Which side of the trial's transform pair. */
    public enum TransformChoice {
        TRAIN,
        EVAL
    }

    /** Which images. */
    public enum Split {
        TRAIN,
        TEST
    }

    /** The number a user saw while training. */
    public static final Protocol TRAINING_LOG =
            new Protocol(Mode.Statistics.BATCH, true, TransformChoice.TRAIN, Split.TRAIN);

    /** The number that user gets. */
    public static final Protocol DEPLOYED =
            new Protocol(Mode.Statistics.RUNNING, false, TransformChoice.EVAL, Split.TEST);

    /** Validating without {@code eval()}. */
    public static final Protocol FORGOT_EVAL =
            new Protocol(Mode.Statistics.BATCH, true, TransformChoice.EVAL, Split.TEST);

    /** Validating through the training loader, with its transform. */
    public static final Protocol SHARED_LOADER =
            new Protocol(Mode.Statistics.RUNNING, false, TransformChoice.TRAIN, Split.TEST);

    /** TRAIN mode on a split, eval transform: one side of the eval-mode degradation. */
    public static Protocol trainMode(Split split) {
        return new Protocol(Mode.Statistics.BATCH, true, TransformChoice.EVAL, split);
    }

    /** EVAL mode on a split, eval transform: the other side of the eval-mode degradation. */
    public static Protocol evalMode(Split split) {
        return new Protocol(Mode.Statistics.RUNNING, false, TransformChoice.EVAL, split);
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
        } else if (equals(new Protocol(Mode.Statistics.RUNNING, true, TransformChoice.EVAL, Split.TEST))) {
            return "dropout-left-on";
        } else if (equals(evalMode(Split.TRAIN))) {
            return "eval-mode-on-train";
        } else if (equals(trainMode(Split.TRAIN))) {
            return "train-mode-on-train";
        }
        return Stream.of(statistics, dropout ? "on" : "off", transform, split)
                .map(choice -> choice.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("/"));
    }

    Mode mode() {
        return new Mode(statistics, dropout);
    }

    private static List<Protocol> factorial() {
        List<Protocol> all = new ArrayList<>();
        for (Split split : Split.values()) {
            for (TransformChoice transform : TransformChoice.values()) {
                for (boolean dropout : new boolean[] {true, false}) {
                    for (Mode.Statistics statistics : Mode.Statistics.values()) {
                        all.add(new Protocol(statistics, dropout, transform, split));
                    }
                }
            }
        }
        return List.copyOf(all);
    }
}
