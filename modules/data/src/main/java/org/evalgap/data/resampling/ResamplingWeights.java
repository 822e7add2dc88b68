package org.evalgap.data.resampling;

/**
 * Which input pixels make up each output pixel along one side of an image, and with what weights: Pillow's, in fixed point.
 * The kernel is as wide as {@code support · max(1, input / output)} on both sides of the output pixel's centre; weights
 * that would lie outside the image are left out, the rest is scaled to a sum of 1 and rounded to 22 bits.
 */
final class ResamplingWeights {

    /** Two bits are kept for overshooting kernels, eight are the pixel's. */
    static final int PRECISION_BITS = 32 - 8 - 2;

    private final int size;
    private final int[] first;
    private final int[][] weights;

    private ResamplingWeights(int size) {
        this.size = size;
        first = new int[size];
        weights = new int[size][];
    }

    /**
     * @param input pixels of the side before
     * @param output pixels of the side after
     * @param filter any but {@link ResizeFilter#NEAREST}
     */
    static ResamplingWeights of(int input, int output, ResizeFilter filter) {
        ResamplingWeights all = new ResamplingWeights(output);
        double scale = (double) input / output;
        double stretch = Math.max(1, scale);
        double support = filter.support() * stretch;
        for (int i = 0; i < output; i++) {
            double center = (i + 0.5) * scale;
            int from = Math.max(0, (int) (center - support + 0.5));
            int to = Math.min(input, (int) (center + support + 0.5));
            double[] heights = new double[to - from];
            double sum = 0;
            for (int j = 0; j < heights.length; j++) {
                heights[j] = filter.weight((j + from - center + 0.5) * (1 / stretch));
                sum += heights[j];
            }
            all.first[i] = from;
            all.weights[i] = fixedPoint(heights, sum);
        }
        return all;
    }

    private static int[] fixedPoint(double[] heights, double sum) {
        int[] fixed = new int[heights.length];
        for (int j = 0; j < fixed.length; j++) {
            double weight = (sum == 0 ? heights[j] : heights[j] / sum) * (1 << PRECISION_BITS);
            fixed[j] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
        }
        return fixed;
    }

    /** Pixels of the side after. */
    int size() {
        return size;
    }

    /** The first input pixel that output pixel {@code index} is made of. */
    int first(int index) {
        return first[index];
    }

    /** Weights of that input pixel and the following ones, in units of 2⁻²². Not to be written. */
    int[] weights(int index) {
        return weights[index];
    }
}
