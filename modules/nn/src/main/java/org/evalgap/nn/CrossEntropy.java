package org.evalgap.nn;

/**
 * Softmax cross-entropy, the mean over a batch of −log softmax(z)[label], in double; its gradient is (softmax(z) −
 * onehot(label)) / N.
 */
final class CrossEntropy {

    private final Values logits;
    private final int batchSize;
    private final int classes;
    private final double[] probabilities;

    CrossEntropy(Tensor logits, int batchSize) {
        this.logits = logits.values();
        this.batchSize = batchSize;
        classes = logits.channels();
        probabilities = new double[classes];
    }

    /** Mean loss; leaves the gradient in {@code gradient} unless it is null. */
    double evaluate(byte[] labels, Values gradient) {
        double total = 0;
        for (int n = 0; n < batchSize; n++) {
            total += sample(n, labels[n] & 0xff, gradient);
        }
        return total / batchSize;
    }

    /** Samples whose largest logit is their label; ties go to the lower class. */
    int correct(byte[] labels) {
        int correct = 0;
        for (int n = 0; n < batchSize; n++) {
            int best = 0;
            for (int k = 1; k < classes; k++) {
                if (logits.get(n * classes + k) > logits.get(n * classes + best)) {
                    best = k;
                }
            }
            if (best == (labels[n] & 0xff)) {
                correct++;
            }
        }
        return correct;
    }

    private double sample(int n, int label, Values gradient) {
        if (label >= classes) {
            throw new IllegalArgumentException(
                    "label of image " + n + ": expected a class below " + classes + ", received " + label);
        }
        int row = n * classes;
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            largest = Math.max(largest, logits.get(row + k));
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            probabilities[k] = Math.exp(logits.get(row + k) - largest);
            sum += probabilities[k];
        }
        if (gradient != null) {
            for (int k = 0; k < classes; k++) {
                double target = k == label ? 1 : 0;
                gradient.set(row + k, (probabilities[k] / sum - target) / batchSize);
            }
        }
        return Math.log(sum) - (logits.get(row + label) - largest);
    }
}
