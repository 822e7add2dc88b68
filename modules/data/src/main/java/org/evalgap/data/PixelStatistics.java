package org.evalgap.data;

import java.util.ArrayList;
import java.util.List;

/** Mean and standard deviation of each channel over all images, exact up to the last division. */
final class PixelStatistics {

    private static final double WHITE = 255;

    private PixelStatistics() {}

    /** @throws DatasetException if all pixels of a channel are equal, so that nothing can be divided by their deviation */
    static Normalization normalization(ImageSet images, String origin) {
        int channels = images.shape().channels();
        byte[] pixels = images.pixels();
        long[] sums = new long[channels];
        long[] squares = new long[channels];
        for (int i = 0; i < pixels.length; i++) {
            int value = pixels[i] & 0xff;
            sums[i % channels] += value;
            squares[i % channels] += (long) value * value;
        }
        double count = (double) pixels.length / channels;
        List<Double> mean = new ArrayList<>();
        List<Double> standardDeviation = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
            double average = sums[channel] / count;
            double variance = squares[channel] / count - average * average;
            if (!(variance > 0)) {
                throw new DatasetException(
                        origin,
                        "pixels that vary in channel " + channel + " (or a mean and standard deviation that are set)",
                        "the same value everywhere");
            }
            mean.add(average / WHITE);
            standardDeviation.add(Math.sqrt(variance) / WHITE);
        }
        return new Normalization(mean, standardDeviation);
    }
}
