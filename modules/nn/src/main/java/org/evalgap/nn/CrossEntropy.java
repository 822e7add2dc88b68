package org.evalgap.nn;

import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.kernel.Values;

/**
 * Softmax cross-entropy in double, the mean over a batch of −Σ_k t_k log softmax(z)_k with targets t = (1 − ε)
 * onehot(label) + ε / K for a label smoothing of ε; its gradient is (softmax(z) − t) / N.
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
    double evaluate(byte[] labels, double smoothing, Values gradient) {
        double total = 0;
        for (int n = 0; n < batchSize; n++) {
            total += sample(n, labels[n] & 0xff, smoothing, gradient);
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

    private double sample(int n, int label, double smoothing, Values gradient) {
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
        double distance = 0;
        for (int k = 0; k < classes; k++) {
            double below = logits.get(row + k) - largest;
            probabilities[k] = Math.exp(below);
            sum += probabilities[k];
            distance += below;
        }
        if (gradient != null) {
            for (int k = 0; k < classes; k++) {
                double target = (k == label ? 1 - smoothing : 0) + smoothing / classes;
                gradient.set(row + k, (probabilities[k] / sum - target) / batchSize);
            }
        }
        double below = logits.get(row + label) - largest;
        // Without smoothing, a logit of −∞ for another class costs nothing.
        double others = smoothing == 0 ? 0 : smoothing * distance / classes;
        return Math.log(sum) - (1 - smoothing) * below - others;
    }
}
