package org.evalgap.study.plan;

import java.util.Optional;
import org.evalgap.data.DatasetFacts;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.LayersConfig;
import org.evalgap.study.settings.RemediesConfig;
import org.evalgap.study.settings.TrainingConfig;
import org.evalgap.study.settings.remedy.TestStatisticsConfig;

/**
 * Predicts what a training and its evaluations cost: a fixed time per pass of a batch, plus a time per floating-point
 * operation. A training step counts as four forward passes. Good enough to order trainings and to tell minutes from days;
 * not a promise.
 *
 * @param secondsPerPass fixed time of one forward pass of a batch, at least 0
 * @param secondsPerFlop time of one operation on one core, above 0
 */
public record CostModel(double secondsPerPass, double secondsPerFlop) {

    /**
     * For one core of a current server. Measured there (AMD EPYC, processor time, medians over steps) were training steps
     * and EVAL passes of a simplenet, of cnns of widths 8-16, 16-32-64 (batch and group normalization) and 32-32 (none)
     * and of an 8-layer resnet, on images of 28 × 28 × 1 and 32 × 32 × 3, in batches of 2, 8, 32 and 128. These constants,
     * the passes of a step and the operations per value of {@link NetworkSize} minimize the mean absolute logarithm of
     * predicted over measured; nine of ten predictions were within 0.58 and 1.6 times the measurement.
     */
    public static final CostModel DEFAULT = new CostModel(3.5e-5, 1.1e-11);

    private static final int FORWARD_PASSES_PER_STEP = 4;

    public CostModel {
        if (!(secondsPerPass >= 0 && secondsPerFlop > 0)) {
            throw new IllegalArgumentException(
                    "Cannot predict costs: expected a time per pass of at least 0 and a time per operation above 0, "
                            + "received " + secondsPerPass + " and " + secondsPerFlop);
        }
    }

    /** Seconds on one core of a training without its evaluations. */
    public double trainingSeconds(NetworkSpec network, TrainingConfig training, DatasetFacts facts) {
        double images = (double) steps(training, facts) * training.batchSize();
        return FORWARD_PASSES_PER_STEP * seconds(network, images, training.batchSize());
    }

    /** Seconds on one core of everything that is measured for one trial, during and after its training. */
    public double evaluationSeconds(
            NetworkSpec network, TrainingConfig training, EvaluationConfig evaluation, DatasetFacts facts) {
        double train = facts.trainImages();
        double test = facts.testImages();
        boolean all = evaluation.corners() == EvaluationConfig.Corners.FACTORIAL;
        double withBatch = (all ? 4 * train + 4 * test : 2 * train + test) * evaluation.batchStatisticsDraws();
        double withRunning = all ? 4 * train + 4 * test : train + test;
        double perEpoch = measuredEpochs(training, evaluation.everyEpochs(), facts) * test;
        double forgotten = evaluation.mistakes() ? test : 0;
        double compared = evaluation.mistakes() ? 2 * test : 0;
        return seconds(network, withBatch + perEpoch + forgotten, training.batchSize())
                + seconds(network, withRunning + perEpoch + compared, evaluation.batchSize())
                + otherBatchSizesSeconds(network, evaluation, test)
                + remediesSeconds(network, training, evaluation, facts)
                + layersSeconds(network, training, evaluation, facts)
                + statisticsSeconds(network, training, evaluation, facts);
    }

    private double remediesSeconds(
            NetworkSpec network, TrainingConfig training, EvaluationConfig evaluation, DatasetFacts facts) {
        RemediesConfig remedies = evaluation.remedies();
        double train = facts.trainImages();
        double test = facts.testImages();
        boolean batchNorm = network.smallestBatchNormCount(1) < Integer.MAX_VALUE;
        int decays = remedies.emaDecays().size();
        int passes = batchNorm && remedies.trainModePass() ? 1 : 0;
        int walks = batchNorm ? remedies.recalibrationWalks() + decays + passes : 0;
        int retrained = remedies.retrainEpochs() * (remedies.retrainControl() ? 2 : 1);
        int points = batchNorm
                ? 2
                        * remedies.recalibrationWalks()
                        * remedies.recalibrationSamples().size()
                : 0;
        double measured = points + passes + (batchNorm ? 4 : 1) * decays + remedies.mcDropoutPasses();
        return seconds(network, walks * train, training.batchSize())
                + seconds(network, measured * test, evaluation.batchSize())
                + FORWARD_PASSES_PER_STEP * seconds(network, retrained * train, training.batchSize())
                + (batchNorm ? blendedSeconds(network, evaluation, test) : 0);
    }

    private double blendedSeconds(NetworkSpec network, EvaluationConfig evaluation, double test) {
        Optional<TestStatisticsConfig> blended = evaluation.remedies().blended();
        if (blended.isEmpty()) {
            return 0;
        }
        double together = blended.get().batchSizes().stream()
                .mapToDouble(size -> seconds(network, test, size))
                .sum();
        return together * blended.get().pseudoCounts().size()
                + seconds(network, blended.get().passesByImage() * test, evaluation.batchSize());
    }

    private double layersSeconds(
            NetworkSpec network, TrainingConfig training, EvaluationConfig evaluation, DatasetFacts facts) {
        LayersConfig layers = evaluation.layers();
        double looks = (layers.measured() ? 1 : 0) + measuredEpochs(training, layers.everyEpochs(), facts);
        return seconds(network, looks * facts.trainImages(), training.batchSize())
                + seconds(network, looks * 2 * facts.testImages(), evaluation.batchSize());
    }

    /** The end of the training again, two walks in large batches, EVAL mode with four sets of statistics. */
    private double statisticsSeconds(
            NetworkSpec network, TrainingConfig training, EvaluationConfig evaluation, DatasetFacts facts) {
        boolean batchNorm = network.smallestBatchNormCount(1) < Integer.MAX_VALUE;
        if (!batchNorm || !evaluation.statisticsCauses()) {
            return 0;
        }
        double train = facts.trainImages();
        double test = facts.testImages();
        return seconds(network, train + test, training.batchSize())
                + seconds(network, 2 * train, evaluation.largeBatch(training))
                + seconds(network, 4 * test, evaluation.batchSize());
    }

    private double otherBatchSizesSeconds(NetworkSpec network, EvaluationConfig evaluation, double images) {
        double seconds = 0;
        for (int size : evaluation.batchStatisticsBatchSizes()) {
            seconds += evaluation.batchStatisticsDraws() * seconds(network, images, size);
        }
        for (int size : evaluation.evalBatchSizes()) {
            seconds += seconds(network, images, size);
        }
        return seconds;
    }

    private double seconds(NetworkSpec network, double images, int batchSize) {
        double passes = Math.ceil(images / batchSize);
        return secondsPerPass * passes
                + secondsPerFlop * NetworkSize.of(network).flops() * images;
    }

    private static double measuredEpochs(TrainingConfig training, int everyEpochs, DatasetFacts facts) {
        if (everyEpochs == 0) {
            return 0;
        }
        long epochs = steps(training, facts) / training.stepsPerEpoch(facts.trainImages());
        return Math.floor((double) epochs / everyEpochs);
    }

    private static long steps(TrainingConfig training, DatasetFacts facts) {
        return training.steps(training.stepsPerEpoch(facts.trainImages()));
    }
}
