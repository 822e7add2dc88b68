package org.evalgap.data.resampling;

import java.util.Arrays;
import org.evalgap.data.image.Pixels;

/**
 * Resizes as Pillow does, to the byte: columns first, then rows, each pass rounded to a byte; when an image shrinks, the
 * kernel widens by the same factor (antialiasing). After Pillow's {@code Resample.c} and, for the nearest pixel, {@code
 * Geometry.c}; the tests hold against Pillow 9.4.
 */
final class PillowResampling {

    private static final int HALF = 1 << (ResamplingWeights.PRECISION_BITS - 1);

    private PillowResampling() {}

    static Pixels resize(Pixels image, int height, int width, ResizeFilter filter) {
        if (filter == ResizeFilter.NEAREST) {
            return nearest(image, height, width);
        }
        Pixels narrowed = width == image.width()
                ? image
                : resizeColumns(image, ResamplingWeights.of(image.width(), width, filter));
        return height == image.height()
                ? narrowed
                : resizeRows(narrowed, ResamplingWeights.of(image.height(), height, filter));
    }

    // [H, W, C] to [H, W', C]
    private static Pixels resizeColumns(Pixels image, ResamplingWeights columns) {
        int channels = image.channels();
        int width = columns.size();
        byte[] source = image.values();
        byte[] target = new byte[image.height() * width * channels];
        int at = 0;
        for (int y = 0; y < image.height(); y++) {
            int row = y * image.width();
            for (int x = 0; x < width; x++) {
                int[] weights = columns.weights(x);
                int start = (row + columns.first(x)) * channels;
                for (int channel = 0; channel < channels; channel++) {
                    int sum = HALF;
                    int pixel = start + channel;
                    for (int weight : weights) {
                        sum += (source[pixel] & 0xff) * weight;
                        pixel += channels;
                    }
                    target[at++] = limited(sum);
                }
            }
        }
        return new Pixels(image.height(), width, channels, target);
    }

    // [H, W, C] to [H', W, C]
    private static Pixels resizeRows(Pixels image, ResamplingWeights rows) {
        int length = image.width() * image.channels();
        byte[] source = image.values();
        byte[] target = new byte[rows.size() * length];
        int[] sums = new int[length];
        for (int y = 0; y < rows.size(); y++) {
            Arrays.fill(sums, HALF);
            int pixel = rows.first(y) * length;
            for (int weight : rows.weights(y)) {
                for (int i = 0; i < length; i++) {
                    sums[i] += (source[pixel++] & 0xff) * weight;
                }
            }
            for (int i = 0; i < length; i++) {
                target[y * length + i] = limited(sums[i]);
            }
        }
        return new Pixels(rows.size(), image.width(), image.channels(), target);
    }

    private static byte limited(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> ResamplingWeights.PRECISION_BITS));
    }

    private static Pixels nearest(Pixels image, int height, int width) {
        int[] rows = nearest(image.height(), height);
        int[] columns = nearest(image.width(), width);
        int channels = image.channels();
        byte[] target = new byte[height * width * channels];
        int at = 0;
        for (int row : rows) {
            for (int column : columns) {
                System.arraycopy(image.values(), (row * image.width() + column) * channels, target, at, channels);
                at += channels;
            }
        }
        return new Pixels(height, width, channels, target);
    }

    // The position is summed up, not multiplied, because Pillow's rounding errors decide ties.
    private static int[] nearest(int input, int output) {
        double scale = (double) input / output;
        int[] positions = new int[output];
        double position = scale * 0.5;
        for (int i = 0; i < output; i++) {
            positions[i] = Math.min(input - 1, (int) position);
            position += scale;
        }
        return positions;
    }
}
