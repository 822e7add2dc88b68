package org.evalgap.results.diagnosis;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.results.statistics.Holm;

/**
 * Names the leading cause by these rules, in this order:
 *
 * <ol>
 *   <li>Guessing in the training log as in use is not-learned.
 *   <li>Unless TRAIN mode is surely better than what is used, or changing modes and transforms surely opens a gap, or
 *       EVAL mode would surely be better with other running statistics, or the network in use is surely worse than EVAL
 *       mode, by {@link #MATTERS} or more, no cause of these is named: it is inconclusive if one of them may be so large,
 *       unseen-images if the split costs {@link #OVERFITTING} or more, and healthy otherwise.
 *   <li>Else the cause that costs most of those that surely cost something and either {@link #MATTERS} or more or at least
 *       half of the largest of these symptoms: what is surely lost is then mostly due to it. Several causes are asked, so
 *       surely is by Holm's procedure over all of them.
 *   <li>Inconclusive if there is none.
 * </ol>
 *
 * <p>What each cause costs is measured: the steps of the running statistics, the train transform in EVAL mode, what is
 * lost between EVAL mode and use. Which cause a step stands for is told by what a user can see as well: counters of
 * batches, whether parameters are those of the last step, the weight of the start, the momentum, the F of batches.
 */
final class Naming {

    /** Smallest effect that matters, as a fraction of all images. */
    static final double MATTERS = 0.02;

    /** Smallest share of the split that is more than any network has. */
    static final double OVERFITTING = 0.10;

    /** Part of the way from guessing to no error that a network has to have gone to be called trained. */
    static final double LEARNED = 0.05;

    /** Weight of the start at which statistics have not forgotten it: their memory is too long for the steps. */
    static final double REMEMBERED_START = 0.01;

    /** Momentum above which the memory of running statistics is short; the default of every framework. */
    static final double USUAL_MOMENTUM = 0.1;

    /** Probability of a sure effect where there is none, one-sided. */
    private static final double ERROR = 0.025;

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
    private static final double HALF_WIDTH = NORMAL.inverseCumulativeProbability(1 - ERROR);

    private final Evidence evidence;
    private final Map<LeadingCause, Estimate> candidates = new EnumMap<>(LeadingCause.class);

    /**
     * A name and what speaks for it.
     *
     * @param candidates what each cause that could be told costs
     */
    record Named(LeadingCause cause, Map<LeadingCause, Estimate> candidates) {}

    private Naming(Evidence evidence) {
        this.evidence = evidence;
        addStatistics();
        addTransforms();
        addUse();
    }

    static Named of(Evidence evidence) {
        Naming naming = new Naming(evidence);
        return new Named(naming.name(), new EnumMap<>(naming.candidates));
    }

    private LeadingCause name() {
        double guessing = evidence.chance() + LEARNED * (1 - evidence.chance());
        if (evidence.seen().mean() < guessing && evidence.used().mean() < guessing) {
            return LeadingCause.NOT_LEARNED;
        }
        List<Estimate> symptoms = Stream.concat(
                        Stream.of(evidence.degradation(), evidence.gapOfModes(), wrongStatistics()),
                        evidence.use().map(Evidence.Use::lost).stream())
                .toList();
        OptionalDouble lost = symptoms.stream()
                .filter(symptom -> symptom.isPositive() && matters(symptom))
                .mapToDouble(Estimate::mean)
                .max();
        if (lost.isEmpty()) {
            return withoutSymptom(symptoms);
        }
        double enough = Math.min(MATTERS, lost.getAsDouble() / 2);
        return sure().stream()
                .filter(cause -> candidates.get(cause).mean() >= enough)
                .max(Comparator.comparingDouble(cause -> candidates.get(cause).mean()))
                .orElse(LeadingCause.INCONCLUSIVE);
    }

    private LeadingCause withoutSymptom(List<Estimate> symptoms) {
        if (symptoms.stream().anyMatch(Naming::matters)) {
            return LeadingCause.INCONCLUSIVE;
        }
        return evidence.unseen().isPositive() && evidence.unseen().mean() >= OVERFITTING
                ? LeadingCause.UNSEEN_IMAGES
                : LeadingCause.HEALTHY;
    }

    /** What EVAL mode loses to all that other running statistics would not have. */
    private Estimate wrongStatistics() {
        List<Estimate> faults = evidence.steps().entrySet().stream()
                .filter(step -> step.getKey().isOfRunningStatistics())
                .map(Map.Entry::getValue)
                .toList();
        double mean = faults.stream().mapToDouble(Estimate::mean).sum();
        return faults.stream().allMatch(Estimate::hasInterval)
                ? Estimate.around(
                        mean,
                        Math.sqrt(faults.stream()
                                .mapToDouble(fault -> fault.half() * fault.half())
                                .sum()))
                : Estimate.withoutInterval(mean);
    }

    private static boolean matters(Estimate effect) {
        return effect.mean() >= MATTERS;
    }

    private void addStatistics() {
        if (evidence.steps().isEmpty()) {
            add(LeadingCause.DROPOUT_SHIFT, evidence.dropout());
            return;
        }
        add(ofOldStatistics(), together(step(StatisticsCause.STALENESS), step(StatisticsCause.START)));
        boolean shortMemory = evidence.momentum().orElse(0) > USUAL_MOMENTUM;
        boolean alike = evidence.composition() == Composition.Kind.ALIKE;
        LeadingCause ofUsualMemory = alike ? LeadingCause.BATCH_COMPOSITION : LeadingCause.SMALL_BATCHES;
        add(shortMemory ? LeadingCause.NOISY_STATISTICS : ofUsualMemory, step(StatisticsCause.NOISE));
        add(LeadingCause.BATCH_COMPOSITION, step(StatisticsCause.COMPOSITION));
        add(LeadingCause.SMALL_BATCHES, step(StatisticsCause.SIZE));
        boolean random = evidence.composition() == Composition.Kind.RANDOM;
        add(random ? LeadingCause.SMALL_BATCHES : LeadingCause.BATCH_COMPOSITION, step(StatisticsCause.BATCH));
        add(evidence.transformsDiffer() ? ofTransforms() : LeadingCause.DROPOUT_SHIFT, step(StatisticsCause.SHIFT));
        add(LeadingCause.DROPOUT_SHIFT, step(StatisticsCause.DROPOUT));
    }

    /** Why running statistics are not those that the last batches would give with the weights in use. */
    private LeadingCause ofOldStatistics() {
        if (evidence.otherWeights()) {
            return LeadingCause.STATISTICS_OF_OTHER_WEIGHTS;
        }
        if (evidence.state() == StatisticsState.AHEAD) {
            return LeadingCause.FOREIGN_BATCHES;
        }
        boolean longMemory = evidence.momentum().isEmpty() || evidence.startWeight() >= REMEMBERED_START;
        return evidence.state() == StatisticsState.INITIAL || longMemory
                ? LeadingCause.UNCONVERGED_STATISTICS
                : LeadingCause.STALE_STATISTICS;
    }

    private void addTransforms() {
        if (evidence.transformsDiffer()) {
            add(ofTransforms(), evidence.transform());
        }
    }

    private LeadingCause ofTransforms() {
        return evidence.randomTransform() ? LeadingCause.AUGMENTATION : LeadingCause.PREPROCESSING_MISMATCH;
    }

    private void addUse() {
        evidence.use().filter(Evidence.Use::differs).ifPresent(use -> add(ofUse(use), use.lost()));
    }

    /** Outputs that differ for no other batch and no other draw come of other inputs. */
    private static LeadingCause ofUse(Evidence.Use use) {
        if (use.random()) {
            return use.fromTrainMode() < use.fromDropout() ? LeadingCause.EVAL_FORGOTTEN : LeadingCause.DROPOUT_LEFT_ON;
        }
        return use.batchDependent() ? LeadingCause.EVAL_FORGOTTEN : LeadingCause.PREPROCESSING_MISMATCH;
    }

    private Estimate step(StatisticsCause cause) {
        return evidence.steps().getOrDefault(cause, Estimate.around(0, 0));
    }

    /** Of two measures of one cause the larger counts: one can hide what the other shows. */
    private void add(LeadingCause cause, Estimate cost) {
        candidates.merge(cause, cost, (one, other) -> one.mean() >= other.mean() ? one : other);
    }

    /** The sum; its interval is as wide as both together, whatever their dependence. */
    private static Estimate together(Estimate one, Estimate other) {
        double mean = one.mean() + other.mean();
        return one.hasInterval() && other.hasInterval()
                ? Estimate.around(mean, one.half() + other.half())
                : Estimate.withoutInterval(mean);
    }

    /** Causes whose costs are above 0 by Holm's procedure. */
    private Set<LeadingCause> sure() {
        List<LeadingCause> asked = List.copyOf(candidates.keySet());
        double[] adjusted = Holm.adjusted(asked.stream()
                .mapToDouble(cause -> probability(candidates.get(cause)))
                .toArray());
        Set<LeadingCause> sure = new HashSet<>();
        for (int i = 0; i < adjusted.length; i++) {
            if (adjusted[i] <= ERROR) {
                sure.add(asked.get(i));
            }
        }
        return sure;
    }

    /** Of a figure as large if there were no effect, taken from its interval as that of a normal distribution. */
    private static double probability(Estimate cost) {
        if (!cost.hasInterval() || cost.mean() <= 0) {
            return 1;
        }
        double standardError = (cost.mean() - cost.lower()) / HALF_WIDTH;
        return standardError <= 0 ? 0 : 1 - NORMAL.cumulativeProbability(cost.mean() / standardError);
    }
}
