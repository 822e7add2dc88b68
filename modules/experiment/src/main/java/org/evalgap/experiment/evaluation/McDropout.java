package org.evalgap.experiment.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.evalgap.results.rows.remedy.Uncertainty;

/**
 * Averages over passes with dropout on, of which each gives every image a softmax distribution p_t. The prediction is
 * the class of the largest mean probability. With H the entropy and means over passes: predictive entropy is H(mean p),
 * mutual information H(mean p) − mean H(p), and variance the unbiased variance of a class's probability over passes,
 * averaged over classes.
 */
public final class McDropout {

    private final int classes;
    private final int passes;
    private final int[] labels;
    private final double[] sums;
    private final double[] squares;
    private final double[] entropies;

    /**
     * What the passes give together; uncertainties are means over images, in nats.
     *
     * @param images evaluated
     * @param accuracy share of images predicted right
     * @param loss mean of −log of the mean probability of an image's class
     * @param calibrationError of the mean probabilities
     * @param uncertainty means over images; how well it tells wrong predictions from right ones is an area under the ROC
     *     curve
     */
    public record Result(int images, double accuracy, double loss, double calibrationError, Uncertainty uncertainty) {}

    McDropout(int images, int classes, int passes) {
        this.classes = classes;
        this.passes = passes;
        labels = new int[images];
        sums = new double[images * classes];
        squares = new double[images * classes];
        entropies = new double[images];
    }

    /** Adds what one pass says of one image. */
    void add(int image, int label, float[] logits, int offset) {
        labels[image] = label;
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            largest = Math.max(largest, logits[offset + k]);
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += Math.exp(logits[offset + k] - largest);
        }
        for (int k = 0; k < classes; k++) {
            double probability = Math.exp(logits[offset + k] - largest) / sum;
            sums[image * classes + k] += probability;
            squares[image * classes + k] += probability * probability;
            entropies[image] += entropy(probability);
        }
    }

    Result result() {
        int images = labels.length;
        boolean[] right = new boolean[images];
        double[] entropy = new double[images];
        double[] information = new double[images];
        double loss = 0;
        double variance = 0;
        CalibrationBins bins = new CalibrationBins();
        for (int image = 0; image < images; image++) {
            int best = 0;
            for (int k = 0; k < classes; k++) {
                double mean = mean(image, k);
                entropy[image] += entropy(mean);
                variance += (squares[image * classes + k] - passes * mean * mean) / (passes - 1.0) / classes / images;
                best = mean > mean(image, best) ? k : best;
            }
            information[image] = Math.max(0, entropy[image] - entropies[image] / passes);
            right[image] = best == labels[image];
            loss -= Math.log(mean(image, labels[image])) / images;
            bins.add(mean(image, best), right[image]);
        }
        return new Result(
                images,
                IntStream.range(0, images).filter(image -> right[image]).count() / (double) images,
                loss,
                bins.error(),
                new Uncertainty(
                        Arrays.stream(entropy).average().orElseThrow(),
                        Arrays.stream(information).average().orElseThrow(),
                        passes > 1 ? (Double) Math.max(0, variance) : null,
                        errorsBy(entropy, right),
                        errorsBy(information, right)));
    }

    private double mean(int image, int k) {
        return sums[image * classes + k] / passes;
    }

    private static double entropy(double probability) {
        return probability > 0 ? -probability * Math.log(probability) : 0;
    }

    /** The Mann-Whitney statistic as a share; ties count half. Null if all are right or all are wrong. */
    static Double errorsBy(double[] uncertainty, boolean[] right) {
        Integer[] order = IntStream.range(0, right.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(image -> uncertainty[image]));
        long rights = 0;
        long wrongs = 0;
        double pairs = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            long tiedRights = 0;
            long tiedWrongs = 0;
            while (to < order.length && uncertainty[order[to]] == uncertainty[order[from]]) {
                if (right[order[to++]]) {
                    tiedRights++;
                } else {
                    tiedWrongs++;
                }
            }
            pairs += tiedWrongs * (rights + tiedRights / 2.0);
            rights += tiedRights;
            wrongs += tiedWrongs;
            from = to;
        }
        return rights == 0 || wrongs == 0 ? null : (Double) (pairs / ((double) rights * wrongs));
    }
}
