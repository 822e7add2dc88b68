package org.evalgap.experiment.layers;

import java.util.Arrays;
import org.evalgap.nn.kernel.Values;

/**
 * Per image and channel of what enters one layer in one batch: smallest, largest and mean value over pixels, and the
 * squared distances from that mean. Arrays are [N, C] and are used again for the next batch.
 */
final class BatchSummary {

    private int images;
    private int channels;
    private int pixels;
    private float[] values = new float[0];
    private float[] smallest = new float[0];
    private float[] largest = new float[0];
    private double[] mean = new double[0];
    private double[] squares = new double[0];

    /**
     * Reads a batch.
     *
     * @param input [N, pixels, C]
     * @param rows N · pixels
     */
    void read(Values input, int batchSize, int rows, int channelCount) {
        images = batchSize;
        channels = channelCount;
        pixels = rows / batchSize;
        int length = rows * channels;
        if (values.length < length) {
            values = new float[length];
        }
        if (mean.length < images * channels) {
            smallest = new float[images * channels];
            largest = new float[images * channels];
            mean = new double[images * channels];
            squares = new double[images * channels];
        }
        input.copyTo(0, values, 0, length);
        for (int image = 0; image < images; image++) {
            summarize(image);
        }
    }

    /** Pixel by pixel, as values lie: a channel alone would be read with gaps. */
    private void summarize(int image) {
        int from = image * channels;
        int to = from + channels;
        Arrays.fill(smallest, from, to, Float.POSITIVE_INFINITY);
        Arrays.fill(largest, from, to, Float.NEGATIVE_INFINITY);
        Arrays.fill(mean, from, to, 0);
        Arrays.fill(squares, from, to, 0);
        int first = image * pixels * channels;
        for (int i = first, pixel = 0; pixel < pixels; pixel++) {
            for (int at = from; at < to; at++, i++) {
                smallest[at] = Math.min(smallest[at], values[i]);
                largest[at] = Math.max(largest[at], values[i]);
                mean[at] += values[i];
            }
        }
        for (int at = from; at < to; at++) {
            mean[at] /= pixels;
        }
        for (int i = first, pixel = 0; pixel < pixels; pixel++) {
            for (int at = from; at < to; at++, i++) {
                double distance = values[i] - mean[at];
                squares[at] += distance * distance;
            }
        }
    }

    int images() {
        return images;
    }

    int channels() {
        return channels;
    }

    int pixels() {
        return pixels;
    }

    double smallest(int image, int channel) {
        return smallest[image * channels + channel];
    }

    double largest(int image, int channel) {
        return largest[image * channels + channel];
    }

    double mean(int image, int channel) {
        return mean[image * channels + channel];
    }

    /** Σ over pixels of the squared distance from {@link #mean}. */
    double squares(int image, int channel) {
        return squares[image * channels + channel];
    }

    /** Values of an image's channel below {@code low} or above {@code high}. */
    int outside(int image, int channel, double low, double high) {
        if (smallest(image, channel) >= low && largest(image, channel) <= high) {
            return 0;
        }
        int outside = 0;
        int end = (image + 1) * pixels * channels;
        for (int i = image * pixels * channels + channel; i < end; i += channels) {
            outside += values[i] < low || values[i] > high ? 1 : 0;
        }
        return outside;
    }
}
