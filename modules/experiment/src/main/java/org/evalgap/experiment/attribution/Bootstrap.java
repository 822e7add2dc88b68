package org.evalgap.experiment.attribution;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.experiment.evaluation.ImageOutcomes;
import org.evalgap.results.statistics.Estimate;

/**
 * Accuracies of several protocols on resamples of the images of one split: n images drawn with replacement, the same for
 * every protocol, so that differences are paired. The accuracy of a resample is the share of right answers among all
 * that its images got in all draws.
 */
public final class Bootstrap {

    private final int resamples;
    private final Map<ImageOutcomes, Integer> columns = new IdentityHashMap<>();

    /** [resample, protocol]. */
    private final double[][] accuracies;

    /**
     * @param protocols of one split; objects that stand twice are resampled once
     * @param resamples how many, at least 1
     */
    public Bootstrap(List<ImageOutcomes> protocols, int resamples, Seed seed) {
        this.resamples = resamples;
        for (ImageOutcomes outcomes : protocols) {
            columns.putIfAbsent(outcomes, columns.size());
        }
        int images = protocols.get(0).images();
        int[] counts = counts(images);
        accuracies = new double[resamples][];
        for (int r = 0; r < resamples; r++) {
            accuracies[r] = resample(counts, images, seed.child(r).generator());
        }
    }

    /** [image, protocol, right and seen]. */
    private int[] counts(int images) {
        int width = 2 * columns.size();
        int[] counts = new int[images * width];
        columns.forEach((outcomes, column) -> {
            for (int image = 0; image < images; image++) {
                counts[image * width + 2 * column] = outcomes.right(image);
                counts[image * width + 2 * column + 1] = outcomes.seen(image);
            }
        });
        return counts;
    }

    private double[] resample(int[] counts, int images, SplitMix64 random) {
        int width = 2 * columns.size();
        long[] sums = new long[width];
        for (int i = 0; i < images; i++) {
            int from = random.nextInt(images) * width;
            for (int c = 0; c < width; c++) {
                sums[c] += counts[from + c];
            }
        }
        double[] shares = new double[columns.size()];
        for (int column = 0; column < shares.length; column++) {
            shares[column] = (double) sums[2 * column] / sums[2 * column + 1];
        }
        return shares;
    }

    /** Number of resamples. */
    public int resamples() {
        return resamples;
    }

    /** Accuracy of a protocol in a resample. */
    public double accuracy(int resample, ImageOutcomes outcomes) {
        return accuracies[resample][columns.get(outcomes)];
    }

    /**
     * Difference of the accuracies of two protocols.
     *
     * @param difference over the images as they are
     */
    public Estimate difference(double difference, ImageOutcomes first, ImageOutcomes second) {
        return Estimate.resampled(
                difference,
                IntStream.range(0, resamples)
                        .mapToDouble(r -> accuracy(r, first) - accuracy(r, second))
                        .toArray());
    }
}
