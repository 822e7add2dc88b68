package org.evalgap.models;

import java.util.List;
import java.util.Map;
import org.evalgap.models.tensor.TensorData;

/** Looks for a second model in the file of the weights: an average of weights is kept beside those it averages. */
public final class AveragedCopies {

    /** Two trainings from other starts differ by more than the weights themselves. */
    private static final double NEAR = 0.7;

    private static final List<String> BUFFERS = List.of("running_mean", "running_var", "num_batches_tracked");

    private AveragedCopies() {}

    /**
     * Whether there is another model whose weights are near and not equal, and whose running statistics have moved from
     * where they start.
     */
    public static boolean hasLiveSibling(Checkpoint file, StateDict own) {
        return file.stateDicts().stream()
                .filter(other -> !other.part().equals(own.part()))
                .anyMatch(other -> isNear(own.tensors(), other.tensors()) && hasMoved(other.tensors()));
    }

    private static boolean isNear(Map<String, TensorData> own, Map<String, TensorData> other) {
        double difference = 0;
        double size = 0;
        for (Map.Entry<String, TensorData> entry : own.entrySet()) {
            TensorData mine = entry.getValue();
            TensorData theirs = other.get(entry.getKey());
            if (BUFFERS.stream().anyMatch(entry.getKey()::endsWith)) {
                continue;
            }
            if (theirs == null || theirs.length() != mine.length()) {
                return false;
            }
            for (int i = 0; i < mine.length(); i++) {
                double distance = mine.get(i) - theirs.get(i);
                difference += distance * distance;
                size += mine.get(i) * mine.get(i);
            }
        }
        return difference > 0 && Math.sqrt(difference) < NEAR * Math.sqrt(size);
    }

    private static boolean hasMoved(Map<String, TensorData> tensors) {
        return tensors.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("running_var"))
                .anyMatch(entry -> {
                    for (int i = 0; i < entry.getValue().length(); i++) {
                        if (entry.getValue().get(i) != 1) {
                            return true;
                        }
                    }
                    return false;
                });
    }
}
