package org.evalgap.experiment.layers;

/** Mean and biased variance per channel of what enters a layer, over many batches. */
final class Moments {

    private final double[] mean;
    private final double[] squares;
    private double count;

    Moments(int channels) {
        mean = new double[channels];
        squares = new double[channels];
    }

    void add(BatchSummary batch) {
        for (int image = 0; image < batch.images(); image++) {
            count += batch.pixels();
            for (int c = 0; c < mean.length; c++) {
                double distance = batch.mean(image, c) - mean[c];
                mean[c] += distance * batch.pixels() / count;
                squares[c] += batch.squares(image, c) + batch.pixels() * distance * (batch.mean(image, c) - mean[c]);
            }
        }
    }

    double mean(int channel) {
        return mean[channel];
    }

    double variance(int channel) {
        return squares[channel] / count;
    }
}
