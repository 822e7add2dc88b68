package org.evalgap.experiment.layers;

import java.util.Optional;
import org.apache.commons.math3.distribution.FDistribution;
import org.evalgap.results.statistics.Estimate;

/**
 * Whether batches are random draws of the images, from what enters the first norm: a one-way analysis of variance of one
 * figure per image over batches of one size, channel by channel. F = n Var(batch means of the figure) / E[unbiased
 * variance of the figure within a batch] is 1 where batches are i.i.d., larger where the images of a batch are alike,
 * smaller where batches are balanced.
 *
 * <p>Of each image it looks at its mean over pixels, and at its spread: the root mean square distance of its pixels from
 * one value per channel, the mean of the first batch. Batches of another brightness differ in the one, batches of another
 * contrast in the other.
 */
public final class CompositionStatistic {

    private final int batchSize;
    private final int channels;
    private final Analysis means;
    private final Analysis spreads;
    private double[] center;

    /** What an image has of a channel. */
    @FunctionalInterface
    private interface Figure {
        double of(int image, int channel);
    }

    /** @param batchSize images of a batch; others are left out */
    CompositionStatistic(int batchSize, int channels) {
        this.batchSize = batchSize;
        this.channels = channels;
        means = new Analysis();
        spreads = new Analysis();
    }

    void add(BatchSummary batch) {
        if (batch.images() != batchSize) {
            return;
        }
        means.add(batch::mean);
        if (center == null) {
            center = means.grandMean.clone();
        }
        spreads.add((image, channel) -> spread(batch, image, channel));
    }

    private double spread(BatchSummary batch, int image, int channel) {
        double distance = batch.mean(image, channel) - center[channel];
        return Math.sqrt(batch.squares(image, channel) / batch.pixels() + distance * distance);
    }

    /**
     * Mean of F of the images' means over channels that vary, with the 95 % interval of what F estimates, for normal
     * values; empty with fewer than two batches, batches of one, or channels that do not vary.
     */
    Optional<Estimate> ofMeans() {
        return means.result();
    }

    /** The same of the images' spreads. */
    Optional<Estimate> ofSpreads() {
        return spreads.result();
    }

    /** Of one figure. */
    private final class Analysis {

        private static final double TAIL = 0.025;

        private final double[] grandMean = new double[channels];
        private final double[] squaresBetween = new double[channels];
        private final double[] squaresWithin = new double[channels];
        private int batches;

        void add(Figure figure) {
            batches++;
            for (int c = 0; c < channels; c++) {
                double mean = 0;
                for (int image = 0; image < batchSize; image++) {
                    mean += figure.of(image, c) / batchSize;
                }
                for (int image = 0; image < batchSize; image++) {
                    double distance = figure.of(image, c) - mean;
                    squaresWithin[c] += distance * distance;
                }
                double step = mean - grandMean[c];
                grandMean[c] += step / batches;
                squaresBetween[c] += step * (mean - grandMean[c]);
            }
        }

        Optional<Estimate> result() {
            if (batches < 2 || batchSize < 2) {
                return Optional.empty();
            }
            int between = batches - 1;
            int within = batches * (batchSize - 1);
            double sum = 0;
            int varying = 0;
            for (int c = 0; c < channels; c++) {
                if (squaresWithin[c] > 0) {
                    sum += batchSize * squaresBetween[c] / between / (squaresWithin[c] / within);
                    varying++;
                }
            }
            if (varying == 0) {
                return Optional.empty();
            }
            FDistribution distribution = new FDistribution(null, between, within);
            double f = sum / varying;
            return Optional.of(new Estimate(
                    f,
                    f / distribution.inverseCumulativeProbability(1 - TAIL),
                    f / distribution.inverseCumulativeProbability(TAIL)));
        }
    }
}
