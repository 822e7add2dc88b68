package org.evalgap.results.statistics;

import java.util.Arrays;

/**
 * The mean of a measurement that every replicate repeats on the same images. What the replicates have in common, the
 * choice of the images, does not show in how they differ, so both are estimated: with value = mean + replicate + block of
 * images + rest, the variance of the mean over R replicates and K blocks is
 *
 * <pre>(MS_replicates + MS_blocks − MS_rest) / (R K)</pre>
 *
 * of the mean squares of the two-way layout with one value in each cell, with Satterthwaite's degrees of freedom, at least
 * those of the smaller of both mean squares. The middle term less the last is not let below 0. Sources: S. R. Searle, G.
 * Casella, C. E. McCulloch, Variance Components (1992), chapter 4 (the two-way crossed random model); F. E. Satterthwaite,
 * Biometrics Bulletin 2 (1946), 110–114; the same problem with readers and cases is B. D. Gallas, Academic Radiology 13
 * (2006), 353–362, and with clusters A. C. Cameron, J. B. Gelbach, D. L. Miller, Journal of Business and Economic
 * Statistics 29 (2011), 238–249.
 */
public final class CrossedMean {

    private CrossedMean() {}

    /**
     * Over replicates alone: Student's t; without error below two values.
     *
     * @param replicates a value of each
     */
    public static Uncertain of(double[] replicates) {
        int n = replicates.length;
        double mean = mean(replicates);
        return n < 2
                ? Uncertain.unknown(n == 0 ? Double.NaN : mean)
                : new Uncertain(mean, Math.sqrt(squares(replicates, mean) / (n - 1) / n), n - 1);
    }

    /**
     * Over replicates and images.
     *
     * @param replicates a value of each
     * @param blocks of each replicate its value in each block of the images, the same blocks in all and at least two; how
     *     they vary counts, not their mean
     */
    public static Uncertain of(double[] replicates, double[][] blocks) {
        int r = replicates.length;
        Uncertain ofReplicates = of(replicates);
        if (r < 2) {
            return ofReplicates;
        }
        BlockSquares squares = BlockSquares.of(blocks);
        int k = blocks[0].length;
        double seeds = ofReplicates.standardError() * ofReplicates.standardError();
        double images = squares.images();
        double both = squares.both();
        if (images <= both) {
            return ofReplicates;
        }
        double variance = seeds + images - both;
        double degreesOfFreedom = variance
                * variance
                / (seeds * seeds / (r - 1) + images * images / (k - 1) + both * both / ((r - 1) * (k - 1.0)));
        // Of a small difference of large mean squares the formula makes a fraction of one degree.
        double least = Math.min(r - 1, k - 1);
        return new Uncertain(ofReplicates.mean(), Math.sqrt(variance), Math.max(least, degreesOfFreedom));
    }

    /**
     * The standard error that is left with any number of replicates on the same images; at least 0.
     *
     * @param blocks as above, of at least two replicates
     */
    static double errorOfImages(double[][] blocks) {
        BlockSquares squares = BlockSquares.of(blocks);
        return Math.sqrt(Math.max(0, squares.images() - squares.both()));
    }

    /**
     * Variances of the mean.
     *
     * @param images as the blocks differ
     * @param both as what is left does
     */
    private record BlockSquares(double images, double both) {

        static BlockSquares of(double[][] blocks) {
            int r = blocks.length;
            int k = blocks[0].length;
            double[] rows = Arrays.stream(blocks).mapToDouble(CrossedMean::mean).toArray();
            double[] columns = new double[k];
            for (double[] row : blocks) {
                for (int i = 0; i < k; i++) {
                    columns[i] += row[i] / r;
                }
            }
            double all = mean(rows);
            double rest = 0;
            for (int i = 0; i < r; i++) {
                for (int j = 0; j < k; j++) {
                    double residual = blocks[i][j] - rows[i] - columns[j] + all;
                    rest += residual * residual;
                }
            }
            return new BlockSquares(squares(columns, all) / (k - 1) / k, rest / ((r - 1) * (k - 1.0)) / r / k);
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double squares(double[] values, double mean) {
        return Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
    }
}
