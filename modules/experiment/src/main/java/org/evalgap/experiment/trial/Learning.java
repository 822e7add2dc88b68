package org.evalgap.experiment.trial;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.evalgap.data.Dataset;
import org.evalgap.data.ImageSet;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.statistics.Proportion;

/** Whether a network has learned anything at all: a gap of one that guesses is no evidence. */
final class Learning {

    /** Of what is left above chance, the share that counts as having learned. */
    private static final double LEAST = 0.05;

    private static final double LEVEL = 0.01;

    private Learning() {}

    /** What a network can reach that always guesses, or always names the most frequent class of a split. */
    static double chanceLevel(Dataset dataset) {
        return DoubleStream.of(
                        1.0 / dataset.classes(),
                        largestShare(dataset.train(), dataset.classes()),
                        largestShare(dataset.test(), dataset.classes()))
                .max()
                .orElseThrow();
    }

    private static double largestShare(ImageSet images, int classes) {
        int[] counts = new int[classes];
        for (int i = 0; i < images.size(); i++) {
            counts[images.label(i)]++;
        }
        return (double) Arrays.stream(counts).max().orElseThrow() / images.size();
    }

    /**
     * Whether what was seen in training or what is deployed is surely above chance: one that does well in TRAIN mode and
     * fails in EVAL mode has learned.
     *
     * @return null if neither was measured
     */
    static Boolean learned(List<EvaluationRow> evaluations, double chanceLevel) {
        List<EvaluationRow> seen = evaluations.stream()
                .filter(row -> row.domain() == Domain.ALL
                        && (row.protocol().equals(Protocol.TRAINING_LOG.label())
                                || row.protocol().equals(Protocol.DEPLOYED.label())))
                .toList();
        return seen.isEmpty() ? null : (Boolean) seen.stream().anyMatch(row -> isAbove(row, chanceLevel));
    }

    private static boolean isAbove(EvaluationRow row, double chanceLevel) {
        double least = chanceLevel + LEAST * (1 - chanceLevel);
        int right = (int) Math.round(row.accuracy() * row.images());
        return Proportion.probabilityOfAtLeast(right, row.images(), least) < LEVEL;
    }
}
