package org.evalgap.experiment.layers;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.BatchStatistics;
import org.evalgap.nn.state.PopulationMoments;
import org.evalgap.nn.state.RunningStatistics;
import org.evalgap.results.layers.DropoutShift;
import org.evalgap.results.layers.LayerFigures;
import org.evalgap.results.layers.MomentumAdvice;
import org.evalgap.results.layers.NormStatistics;

/** Collects what is seen at one norm and makes figures of it. */
final class NormProbe {

    private final Norm norm;
    private final int channels;
    private final Optional<RunningStatistics> running;
    private final BatchSummary batch = new BatchSummary();
    private final double[] lowest;
    private final double[] highest;
    private final long[] escaped;
    private final Moments dropoutOff;
    private final Moments dropoutOn;
    private final double epsilon;
    private final boolean first;
    private long evaluated;

    /**
     * @param running of the layer; empty if it has none
     * @param first whether it is the network's first norm
     */
    NormProbe(Norm norm, int channels, Optional<RunningStatistics> running, boolean first) {
        this.first = first;
        this.norm = norm;
        this.channels = channels;
        this.running = running;
        lowest = new double[channels];
        highest = new double[channels];
        escaped = new long[channels];
        dropoutOff = new Moments(channels);
        dropoutOn = new Moments(channels);
        epsilon = norm.epsilon();
        Arrays.fill(lowest, Double.POSITIVE_INFINITY);
        Arrays.fill(highest, Double.NEGATIVE_INFINITY);
    }

    Norm norm() {
        return norm;
    }

    /** What entered the layer in the last pass. */
    BatchSummary batch() {
        return batch;
    }

    /** Whether any figure needs what a pass of this mode brings here. */
    boolean looksAt(Mode mode) {
        boolean training = mode.statistics() == Mode.Statistics.BATCH;
        return running.isPresent() || (training ? first : norm.afterDropout());
    }

    /** Widens the range of normalized values that training shows by those of the last pass. */
    void addTraining(BatchStatistics measured) {
        int image = 0;
        for (int set = 0; set < measured.sets(); set++) {
            int end = image + measured.samples(set);
            for (; image < end; image++) {
                for (int c = 0; c < channels; c++) {
                    double deviation = Math.sqrt(measured.variance(set, c) + epsilon);
                    double mean = measured.mean(set, c);
                    lowest[c] = Math.min(lowest[c], (batch.smallest(image, c) - mean) / deviation);
                    highest[c] = Math.max(highest[c], (batch.largest(image, c) - mean) / deviation);
                }
            }
        }
    }

    /** Adds the last pass in EVAL mode. */
    void addEvaluation() {
        dropoutOff.add(batch);
        running.ifPresent(statistics -> {
            for (int c = 0; c < channels; c++) {
                double deviation = Math.sqrt(statistics.variance(c) + epsilon);
                double low = statistics.mean(c) + lowest[c] * deviation;
                double high = statistics.mean(c) + highest[c] * deviation;
                for (int image = 0; image < batch.images(); image++) {
                    escaped[c] += batch.outside(image, c, low, high);
                }
            }
        });
        evaluated += (long) batch.images() * batch.pixels();
    }

    /** Adds the last pass with running statistics and dropout on. */
    void addDropout() {
        dropoutOn.add(batch);
    }

    /**
     * The figures over all channels, or of one.
     *
     * @param channel null for all
     * @param population what training batches gave; empty for a norm without running statistics
     * @param imagesPerBatch images of a whole training batch
     * @param composition of the training batches; null but for the first norm as a whole
     */
    LayerFigures figures(
            Integer channel,
            Optional<PopulationMoments> population,
            int imagesPerBatch,
            CompositionStatistic composition) {
        int[] chosen = channel != null
                ? new int[] {channel}
                : IntStream.range(0, channels).toArray();
        return new LayerFigures(
                norm.layer(),
                norm.kind(),
                channels,
                channel,
                population
                        .map(moments -> statistics(moments, running.orElseThrow(), chosen, imagesPerBatch))
                        .orElse(NormStatistics.NONE),
                shift(chosen),
                composition == null ? null : composition.ofMeans().orElse(null),
                composition == null ? null : composition.ofSpreads().orElse(null),
                norm.path());
    }

    private NormStatistics statistics(
            PopulationMoments population, RunningStatistics statistics, int[] chosen, int imagesPerBatch) {
        OptionalDouble momentum = norm.momentum();
        double values = (double) imagesPerBatch * batch.pixels();
        IntToDoubleFunction variance = c -> population.variance(c) + epsilon;
        IntToDoubleFunction runningVariance = c -> statistics.variance(c) + epsilon;
        IntToDoubleFunction distance =
                c -> (statistics.mean(c) - population.mean(c)) / Math.sqrt(variance.applyAsDouble(c));
        IntToDoubleFunction logRatio = c -> Math.log(runningVariance.applyAsDouble(c) / variance.applyAsDouble(c));
        IntToDoubleFunction within =
                c -> Math.log(runningVariance.applyAsDouble(c) / (population.meanOfVariances(c) + epsilon));
        double meanDistance = rootMeanSquare(chosen, distance);
        double withinLogRatio = rootMeanSquare(chosen, within);
        OptionalDouble between = population.batches() < 2
                ? OptionalDouble.empty()
                : OptionalDouble.of(mean(chosen, c -> population.varianceOfMeans(c) / variance.applyAsDouble(c)));
        // What an update is worth follows from how batches vary, which single images do not tell.
        OptionalDouble effective = between.isPresent() && between.getAsDouble() > 0 && !norm.ofInstances()
                ? OptionalDouble.of(1 / between.getAsDouble())
                : OptionalDouble.empty();
        OptionalDouble effectiveVariance =
                norm.ofInstances() ? OptionalDouble.empty() : effectiveVarianceValues(population, chosen);
        OptionalDouble meanNoise = both(momentum, effective)
                ? OptionalDouble.of(Theory.meanNoise(momentum.getAsDouble(), effective.getAsDouble()))
                : OptionalDouble.empty();
        OptionalDouble varianceNoise = both(momentum, effectiveVariance)
                ? OptionalDouble.of(Theory.varianceNoise(momentum.getAsDouble(), effectiveVariance.getAsDouble()))
                : OptionalDouble.empty();
        return new NormStatistics(
                boxed(momentum),
                statistics.batches(),
                values,
                boxed(effective),
                boxed(effectiveVariance),
                meanDistance,
                mean(chosen, logRatio),
                rootMeanSquare(chosen, logRatio),
                mean(chosen, c -> divergence(distance.applyAsDouble(c), logRatio.applyAsDouble(c))),
                withinLogRatio,
                boxed(between),
                boxed(meanNoise),
                boxed(varianceNoise),
                momentum.isPresent() ? Theory.startWeight(momentum.getAsDouble(), statistics.batches()) : null,
                both(meanNoise, varianceNoise)
                        ? MomentumAdvice.of(
                                momentum.getAsDouble(),
                                meanDistance,
                                withinLogRatio,
                                meanNoise.getAsDouble(),
                                varianceNoise.getAsDouble())
                        : null,
                mean(chosen, c -> (double) escaped[c] / evaluated));
    }

    /** Channels whose variance is nothing against epsilon do not count. */
    private OptionalDouble effectiveVarianceValues(PopulationMoments population, int[] chosen) {
        double spread = mean(chosen, c -> {
            double typical = population.meanOfVariances(c) + epsilon;
            return population.varianceOfVariances(c) / (typical * typical);
        });
        return spread > 0 ? OptionalDouble.of(1 + 2 / spread) : OptionalDouble.empty();
    }

    /**
     * Of the normal distribution with running statistics from the population's: ½ (σ²/v + d² σ²/v − 1 + ln(v/σ²)).
     *
     * @param distance d, of the means in population standard deviations
     * @param logRatio ln(v/σ²)
     */
    private static double divergence(double distance, double logRatio) {
        double inverse = Math.exp(-logRatio);
        return 0.5 * (inverse + distance * distance * inverse - 1 + logRatio);
    }

    private DropoutShift shift(int[] chosen) {
        Double ahead = norm.seam().map(LayerSpec.Dropout::probability).orElse(null);
        if (!norm.afterDropout()) {
            return new DropoutShift(ahead, null, null, null);
        }
        int[] varying = Arrays.stream(chosen)
                .filter(c -> dropoutOff.variance(c) > 0 && dropoutOn.variance(c) > 0)
                .toArray();
        return new DropoutShift(
                ahead,
                rootMeanSquare(
                        varying, c -> (dropoutOff.mean(c) - dropoutOn.mean(c)) / Math.sqrt(dropoutOff.variance(c))),
                Math.exp(mean(varying, c -> Math.log(dropoutOff.variance(c) / dropoutOn.variance(c)))),
                norm.direct() && varying.length > 0 ? Math.exp(mean(varying, this::logClosedForm)) : null);
    }

    private double logClosedForm(int channel) {
        LayerSpec.Dropout dropout = norm.seam().orElseThrow();
        return Math.log(Theory.dropoutVarianceRatio(
                dropoutOff.mean(channel), dropoutOff.variance(channel), dropout.probability(), dropout.rescale()));
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static boolean both(OptionalDouble a, OptionalDouble b) {
        return a.isPresent() && b.isPresent();
    }

    private static double mean(int[] chosen, IntToDoubleFunction value) {
        return Arrays.stream(chosen).mapToDouble(value).average().orElse(0);
    }

    private static double rootMeanSquare(int[] chosen, IntToDoubleFunction value) {
        return Math.sqrt(mean(chosen, c -> value.applyAsDouble(c) * value.applyAsDouble(c)));
    }
}
