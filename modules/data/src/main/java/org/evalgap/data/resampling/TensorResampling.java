package org.evalgap.data.resampling;

import org.evalgap.data.image.Pixels;

/**
 * Resizes as PyTorch's {@code interpolate} does without {@code antialias}, with {@code align_corners} false, and as
 * OpenCV does but for its rounding: the kernel keeps its width when an image shrinks, so pixels are skipped. Cubic
 * interpolation has a = −0.75 here, other than Pillow's. As for a tensor of bytes, sums are floats, rounded once at the end.
 */
final class TensorResampling {

    private static final double CUBIC = -0.75;

    /**
     * The input pixels of each output pixel along one side, clamped to the image, and their weights.
     *
     * @param positions [output, taps]
     * @param weights [output, taps], in fractions of 1
     */
    private record Taps(int[][] positions, float[][] weights) {

        static Taps of(int input, int output, ResizeFilter filter) {
            Taps taps = new Taps(new int[output][], new float[output][]);
            float scale = (float) input / output;
            for (int i = 0; i < output; i++) {
                if (filter == ResizeFilter.NEAREST) {
                    taps.set(i, (int) Math.floor(i * scale), input, 1);
                    continue;
                }
                double center = scale * (i + 0.5) - 0.5;
                if (filter == ResizeFilter.BICUBIC) {
                    int before = (int) Math.floor(center);
                    taps.set(i, before - 1, input, cubic((float) (center - before)));
                } else {
                    double position = Math.max(0, center);
                    int before = Math.min((int) position, input - 1);
                    float after = (float) Math.min(1, position - before);
                    taps.set(i, before, input, 1 - after, after);
                }
            }
            return taps;
        }

        private static float[] cubic(float after) {
            return new float[] {
                (float) ResizeFilter.cubic(after + 1.0, CUBIC),
                (float) ResizeFilter.cubic(after, CUBIC),
                (float) ResizeFilter.cubic(1.0 - after, CUBIC),
                (float) ResizeFilter.cubic(2.0 - after, CUBIC)
            };
        }

        private void set(int output, int first, int input, float... heights) {
            int[] taps = new int[heights.length];
            for (int j = 0; j < taps.length; j++) {
                taps[j] = Math.max(0, Math.min(input - 1, first + j));
            }
            positions[output] = taps;
            weights[output] = heights;
        }
    }

    private TensorResampling() {}

    /** @param filter {@link ResizeFilter#NEAREST}, {@link ResizeFilter#BILINEAR} or {@link ResizeFilter#BICUBIC} */
    static Pixels resize(Pixels image, int height, int width, ResizeFilter filter) {
        Taps rows = Taps.of(image.height(), height, filter);
        Taps columns = Taps.of(image.width(), width, filter);
        int channels = image.channels();
        byte[] target = new byte[height * width * channels];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    float sum = sum(image, rows, y, columns, x, channel);
                    target[at++] = (byte) Math.rint(Math.max(0, Math.min(255, sum)));
                }
            }
        }
        return new Pixels(height, width, channels, target);
    }

    private static float sum(Pixels image, Taps rows, int y, Taps columns, int x, int channel) {
        int[] taken = columns.positions[x];
        float[] weights = columns.weights[x];
        float sum = 0;
        for (int i = 0; i < rows.positions[y].length; i++) {
            int row = rows.positions[y][i];
            float rowSum = 0;
            for (int j = 0; j < taken.length; j++) {
                rowSum += image.value(row, taken[j], channel) * weights[j];
            }
            sum += rowSum * rows.weights[y][i];
        }
        return sum;
    }
}
