package org.evalgap.experiment.layers;

import java.util.Optional;
import org.apache.commons.math3.distribution.FDistribution;
import org.evalgap.results.statistics.Estimate;

/**
 * Whether batches are random draws of the images, from what enters the first norm: a one-way analysis of variance of
 * per-image means over batches of one size, channel by channel. F = n Var(batch means) / E[unbiased variance within a
 * batch] is 1 where batches are i.i.d., larger where the images of a batch are alike, smaller where batches are balanced.
 */
public final class CompositionStatistic {

    private static final double TAIL = 0.025;

    private final int batchSize;
    private final int channels;
    private final double[] grandMean;
    private final double[] squaresBetween;
    private final double[] squaresWithin;
    private int batches;

    /** @param batchSize images of a batch; others are left out */
    CompositionStatistic(int batchSize, int channels) {
        this.batchSize = batchSize;
        this.channels = channels;
        grandMean = new double[channels];
        squaresBetween = new double[channels];
        squaresWithin = new double[channels];
    }

    void add(BatchSummary batch) {
        if (batch.images() != batchSize) {
            return;
        }
        batches++;
        for (int c = 0; c < channels; c++) {
            double mean = 0;
            for (int image = 0; image < batchSize; image++) {
                mean += batch.mean(image, c) / batchSize;
            }
            for (int image = 0; image < batchSize; image++) {
                double distance = batch.mean(image, c) - mean;
                squaresWithin[c] += distance * distance;
            }
            double step = mean - grandMean[c];
            grandMean[c] += step / batches;
            squaresBetween[c] += step * (mean - grandMean[c]);
        }
    }

    /**
     * Mean of F over channels that vary, with the 95 % interval of what F estimates, for normal values; empty with fewer
     * than two batches, batches of one, or channels that do not vary.
     */
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
