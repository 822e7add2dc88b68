package org.evalgap.results.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.evalgap.study.settings.EvaluationConfig.Corners;
import org.junit.jupiter.api.Test;

class ProtocolTest {

    @Test
    void everyCornerHasANameOfItsOwn() {
        assertThat(Protocol.of(Corners.FACTORIAL))
                .extracting(Protocol::label)
                .containsExactly(
                        "training-log",
                        "running/on/train/train",
                        "batch/off/train/train",
                        "running/off/train/train",
                        "train-mode-on-train",
                        "running/on/eval/train",
                        "batch/off/eval/train",
                        "eval-mode-on-train",
                        "batch/on/train/test",
                        "running/on/train/test",
                        "batch/off/train/test",
                        "shared-loader",
                        "forgot-eval",
                        "dropout-left-on",
                        "batch/off/eval/test",
                        "deployed");
    }

    @Test
    void theMinimalCornersAreBothModesOnEachSplitAndTheTrainingLog() {
        assertThat(Protocol.of(Corners.MINIMAL))
                .extracting(Protocol::label)
                .containsExactly(
                        "training-log", "train-mode-on-train", "eval-mode-on-train", "forgot-eval", "deployed");
    }
}
