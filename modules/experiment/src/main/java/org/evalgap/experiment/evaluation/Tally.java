package org.evalgap.experiment.evaluation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import org.evalgap.experiment.evaluation.EvaluationBatches.Batch;
import org.evalgap.experiment.evaluation.Measurement.Scores;
import org.evalgap.nn.Pass;

/** Adds up what passes over a split give, draw by draw, for all images and for each input domain. */
final class Tally {

    private final int classes;
    private final ImageOutcomes outcomes;
    private final Part all = new Part();
    private final List<Part> domains = new ArrayList<>();
    private float[] logits = new float[0];
    private int draws;

    Tally(int images, int classes, int domains, boolean keepLogits) {
        this.classes = classes;
        outcomes = new ImageOutcomes(images, classes, keepLogits);
        for (int i = 0; i < domains; i++) {
            this.domains.add(new Part());
        }
    }

    /** What a pass that has just gone forward over a batch makes of it. */
    void add(Batch batch, Pass pass, byte[] labels) {
        int size = batch.size();
        if (logits.length < size * classes) {
            logits = new float[size * classes];
        }
        pass.copyLogits(logits, 0);
        Part domain = domains.get(batch.domain());
        double loss = pass.loss(labels) * size;
        all.loss += loss;
        domain.loss += loss;
        for (int i = 0; i < size; i++) {
            int offset = i * classes;
            int best = largest(offset);
            boolean right = best == (labels[i] & 0xff);
            double confidence = 1 / relativeSum(offset, logits[offset + best]);
            outcomes.add(batch.index(i), right, draws, logits, offset);
            all.add(batch.index(i), right, confidence);
            domain.add(batch.index(i), right, confidence);
        }
    }

    /** Ties go to the lower class. */
    private int largest(int offset) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
            if (logits[offset + k] > logits[offset + best]) {
                best = k;
            }
        }
        return best;
    }

    /** Σ exp(z) / exp(largest z). */
    private double relativeSum(int offset, float largest) {
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += Math.exp((double) logits[offset + k] - largest);
        }
        return sum;
    }

    void endDraw() {
        draws++;
        all.endDraw();
        domains.forEach(Part::endDraw);
    }

    Measurement measurement(int batchSize) {
        return new Measurement(
                batchSize,
                draws,
                all.scores(),
                domains.stream().map(Part::scores).toList(),
                outcomes);
    }

    /** Some of the images. */
    private static final class Part {
        private final List<Double> accuracies = new ArrayList<>();
        private final List<Double> losses = new ArrayList<>();
        private final List<Double> calibrationErrors = new ArrayList<>();
        private CalibrationBins bins = new CalibrationBins();
        private final BitSet seen = new BitSet();
        private int images;
        private int right;
        private double loss;
        private int imagesOfDraw;

        void add(int image, boolean isRight, double confidence) {
            seen.set(image);
            images++;
            right += isRight ? 1 : 0;
            bins.add(confidence, isRight);
        }

        void endDraw() {
            accuracies.add((double) right / images);
            losses.add(loss / images);
            calibrationErrors.add(bins.error());
            imagesOfDraw = seen.cardinality();
            seen.clear();
            images = 0;
            right = 0;
            loss = 0;
            bins = new CalibrationBins();
        }

        Scores scores() {
            double accuracy = mean(accuracies);
            OptionalDouble standardError = OptionalDouble.empty();
            int draws = accuracies.size();
            if (draws > 1) {
                double squares = 0;
                for (double value : accuracies) {
                    squares += (value - accuracy) * (value - accuracy);
                }
                standardError = OptionalDouble.of(Math.sqrt(squares / (draws - 1) / draws));
            }
            return new Scores(imagesOfDraw, accuracy, standardError, mean(losses), mean(calibrationErrors));
        }

        private static double mean(List<Double> values) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return sum / values.size();
        }
    }
}
