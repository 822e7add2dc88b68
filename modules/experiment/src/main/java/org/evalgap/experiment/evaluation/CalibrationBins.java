package org.evalgap.experiment.evaluation;

/**
 * Expected calibration error of one pass over a split: Σ n_b / n · |accuracy_b − mean confidence_b| over bins b of equal
 * width. The confidence of an image is its largest softmax probability; bin b of B holds ((b − 1)/B, b/B].
 */
final class CalibrationBins {

    /** B. */
    static final int COUNT = 15;

    private final int[] images = new int[COUNT];
    private final int[] right = new int[COUNT];
    private final double[] confidence = new double[COUNT];
    private int total;

    void add(double imageConfidence, boolean isRight) {
        int bin = Double.isNaN(imageConfidence)
                ? 0
                : Math.max(0, Math.min(COUNT, (int) Math.ceil(imageConfidence * COUNT)) - 1);
        images[bin]++;
        right[bin] += isRight ? 1 : 0;
        confidence[bin] += imageConfidence;
        total++;
    }

    /** In [0, 1]; NaN without images, or when a confidence is not a number. */
    double error() {
        double sum = 0;
        for (int b = 0; b < COUNT; b++) {
            sum += Math.abs(right[b] - confidence[b]);
        }
        return sum / total;
    }
}
