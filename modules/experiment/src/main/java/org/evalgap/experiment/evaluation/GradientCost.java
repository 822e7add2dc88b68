package org.evalgap.experiment.evaluation;

import org.evalgap.data.tools.Stopwatch;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.program.Mode;
import org.evalgap.results.statistics.Quantiles;

/**
 * What it costs a forward pass in EVAL mode to keep what a backward pass would need, as PyTorch does without {@code
 * no_grad()}.
 *
 * @param batchSize images of the pass
 * @param bytes native memory of a pass without gradients
 * @param bytesWithGradient native memory of one with
 * @param seconds median time of a forward pass without gradients
 * @param secondsWithGradient median time of one with
 * @param largestLogitDifference largest absolute difference between a logit of the two
 */
public record GradientCost(
        int batchSize,
        long bytes,
        long bytesWithGradient,
        double seconds,
        double secondsWithGradient,
        double largestLogitDifference) {

    private static final int REPETITIONS = 5;

    /** @param images [N, H, W, C], at least N images */
    static GradientCost measure(Network network, int batchSize, float[] images) {
        try (Pass without = network.forwardPass(batchSize, Mode.EVAL);
                Pass with = network.trainingPass(batchSize, Mode.EVAL)) {
            double[] seconds = new double[REPETITIONS];
            double[] secondsWith = new double[REPETITIONS];
            for (int i = 0; i < REPETITIONS; i++) {
                seconds[i] = timed(without, images);
                secondsWith[i] = timed(with, images);
            }
            int values = batchSize * network.spec().classes();
            return new GradientCost(
                    batchSize,
                    without.nativeBytes(),
                    with.nativeBytes(),
                    Quantiles.median(seconds),
                    Quantiles.median(secondsWith),
                    largestDifference(without, with, values));
        }
    }

    private static double timed(Pass pass, float[] images) {
        Stopwatch stopwatch = new Stopwatch();
        pass.forward(images, null);
        return stopwatch.seconds();
    }

    private static double largestDifference(Pass first, Pass second, int values) {
        double largest = 0;
        for (int i = 0; i < values; i++) {
            double difference = Math.abs(first.logits().get(i) - second.logits().get(i));
            largest = Math.max(largest, difference);
        }
        return largest;
    }
}
