package org.evalgap.data.corruption;

import static org.evalgap.data.corruption.Canvas.WHITE;

import java.util.Arrays;
import org.evalgap.data.random.SplitMix64;

/** Values made others by a rule. */
final class Tone {

    private static final double[] BRIGHTNESS = {0.1, 0.2, 0.3, 0.4, 0.5};
    private static final double[] CONTRAST = {0.4, 0.3, 0.2, 0.1, 0.05};
    private static final int[] BITS = {5, 4, 3, 2, 1};
    private static final double[] RESOLUTION = {0.6, 0.5, 0.4, 0.3, 0.25};

    private Tone() {}

    /** Adds to the largest value of a pixel, which is its value of HSV; hue and saturation stay. */
    static void brightness(Canvas image, int severity, SplitMix64 none) {
        double added = WHITE * BRIGHTNESS[severity - 1];
        for (int pixel = 0; pixel < image.size(); pixel += image.channels) {
            float value = 0;
            for (int c = 0; c < image.channels; c++) {
                value = Math.max(value, image.get(pixel + c));
            }
            double brighter = Math.min(WHITE, value + added);
            for (int c = 0; c < image.channels; c++) {
                image.set(pixel + c, value == 0 ? brighter : image.get(pixel + c) * brighter / value);
            }
        }
    }

    /** Moves values towards the mean of their channel. */
    static void contrast(Canvas image, int severity, SplitMix64 none) {
        for (int c = 0; c < image.channels; c++) {
            double mean = 0;
            for (int i = c; i < image.size(); i += image.channels) {
                mean += (double) image.get(i) * image.channels / image.size();
            }
            for (int i = c; i < image.size(); i += image.channels) {
                image.set(i, mean + CONTRAST[severity - 1] * (image.get(i) - mean));
            }
        }
    }

    /** Rounds to as many levels as a few bits hold. */
    static void quantize(Canvas image, int severity, SplitMix64 none) {
        double step = WHITE / ((1 << BITS[severity - 1]) - 1);
        for (int i = 0; i < image.size(); i++) {
            image.set(i, step * Math.rint(image.get(i) / step));
        }
    }

    /** A coarser grid, each cell of which has the mean of the pixels whose middle lies in it. */
    static void pixelate(Canvas image, int severity, SplitMix64 none) {
        int rows = Math.max(1, (int) (image.height * RESOLUTION[severity - 1]));
        int columns = Math.max(1, (int) (image.width * RESOLUTION[severity - 1]));
        double[] sums = new double[rows * columns];
        int[] pixels = new int[rows * columns];
        for (int c = 0; c < image.channels; c++) {
            Arrays.fill(sums, 0);
            Arrays.fill(pixels, 0);
            for (int y = 0; y < image.height; y++) {
                for (int x = 0; x < image.width; x++) {
                    int cell = cell(y, image.height, rows) * columns + cell(x, image.width, columns);
                    sums[cell] += image.get(y, x, c);
                    pixels[cell]++;
                }
            }
            for (int y = 0; y < image.height; y++) {
                for (int x = 0; x < image.width; x++) {
                    int cell = cell(y, image.height, rows) * columns + cell(x, image.width, columns);
                    image.set(y, x, c, sums[cell] / pixels[cell]);
                }
            }
        }
    }

    private static int cell(int position, int length, int cells) {
        return (2 * position + 1) * cells / (2 * length);
    }
}
