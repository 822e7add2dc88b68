package org.evalgap.experiment.attribution;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evalgap.data.random.Seed;
import org.evalgap.experiment.evaluation.Evaluated;
import org.evalgap.experiment.evaluation.FinalEvaluation;
import org.evalgap.experiment.evaluation.ImageOutcomes;
import org.evalgap.experiment.evaluation.Measurement;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.Protocol.Split;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.ComparisonRow;
import org.evalgap.results.rows.TrialKey;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.results.statistics.ImageBlocks;
import org.evalgap.results.statistics.McNemar;
import org.evalgap.study.plan.Trial;

/**
 * The causes of one trial's gap, from the outcomes of its images under each protocol.
 *
 * <p>Intervals come from resampling the images of each split; training and test images are different ones and are
 * resampled apart. So an interval says how sure an effect is of this one trained network; what another seed would give
 * is a matter of replicates. Images that pass in one batch with batch statistics influence each other; resampling and
 * McNemar's test take them as independent, which is an approximation there.
 */
public final class Attribution {

    private static final int CORNERS = 1 << Factor.OF_TRIALS.size();

    private final Trial trial;
    private final Map<String, Measurement> byName;
    private final Optional<Map<Split, Bootstrap>> bootstrap;

    /**
     * @param evaluated everything that was measured of the trial's network
     * @param resamples of each interval; 0 for no intervals
     * @param seed of the resamples
     */
    public Attribution(Trial trial, List<Evaluated> evaluated, int resamples, Seed seed) {
        this.trial = trial;
        this.byName = evaluated.stream()
                .filter(each -> each.name().equals(each.protocol().label())
                        || each.name().equals(FinalEvaluation.AFTER_FORGOTTEN_EVAL))
                .collect(Collectors.toMap(Evaluated::name, Evaluated::measurement));
        this.bootstrap = resamples == 0 ? Optional.empty() : Optional.of(bootstraps(evaluated, resamples, seed));
    }

    private Map<Split, Bootstrap> bootstraps(List<Evaluated> evaluated, int resamples, Seed seed) {
        Map<Split, Bootstrap> bySplit = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            List<ImageOutcomes> outcomes = evaluated.stream()
                    .filter(each -> each.protocol().split() == split && byName.containsKey(each.name()))
                    .map(each -> each.measurement().outcomes())
                    .toList();
            bySplit.put(split, new Bootstrap(outcomes, resamples, seed.child(split.name())));
        }
        return bySplit;
    }

    /** One row for each factor; none unless all corners were measured. */
    public List<AttributionRow> attribution() {
        Measurement[] corners = new Measurement[CORNERS];
        for (int changed = 0; changed < CORNERS; changed++) {
            corners[changed] = byName.get(Factor.corner(changed).label());
            if (corners[changed] == null) {
                return List.of();
            }
        }
        double[] lost = lost(IntStream.range(0, CORNERS)
                .mapToDouble(changed -> corners[changed].accuracy())
                .toArray());
        double[] shares = ShapleyValues.of(lost);
        Optional<double[][]> resampled = bootstrap.map(bySplit -> resampledShares(corners, bySplit));
        Optional<double[][]> byBlock = sharesByBlock(corners);
        List<AttributionRow> rows = new ArrayList<>();
        for (Factor factor : Factor.OF_TRIALS) {
            double share = shares[factor.ordinal()];
            rows.add(new AttributionRow(
                    TrialKey.of(trial),
                    factor,
                    resampled
                            .map(each -> Estimate.resampled(share, each[factor.ordinal()]))
                            .orElseGet(() -> Estimate.withoutInterval(share)),
                    lost[factor.bit()],
                    lost[CORNERS - 1] - lost[CORNERS - 1 - factor.bit()],
                    lost[CORNERS - 1],
                    byBlock.map(each -> ImageBlocks.text(each[factor.ordinal()]))
                            .orElse(null)));
        }
        return List.copyOf(rows);
    }

    /** [factor, block]; blocks of training and of test images are joined by their number. */
    private static Optional<double[][]> sharesByBlock(Measurement[] corners) {
        double[][] accuracies = new double[CORNERS][];
        for (int changed = 0; changed < CORNERS; changed++) {
            Optional<double[]> ofCorner = corners[changed].outcomes().accuracyByBlock();
            if (ofCorner.isEmpty()) {
                return Optional.empty();
            }
            accuracies[changed] = ofCorner.get();
        }
        double[][] shares = new double[Factor.OF_TRIALS.size()][ImageBlocks.COUNT];
        for (int block = 0; block < ImageBlocks.COUNT; block++) {
            int at = block;
            double[] ofBlock = ShapleyValues.of(lost(IntStream.range(0, CORNERS)
                    .mapToDouble(changed -> accuracies[changed][at])
                    .toArray()));
            for (int factor = 0; factor < shares.length; factor++) {
                shares[factor][block] = ofBlock[factor];
            }
        }
        return Optional.of(shares);
    }

    /** Accuracy lost against the training-log corner, by the set of changed factors. */
    private static double[] lost(double[] accuracies) {
        double[] lost = new double[accuracies.length];
        for (int changed = 0; changed < lost.length; changed++) {
            lost[changed] = accuracies[0] - accuracies[changed];
        }
        return lost;
    }

    /** [factor, resample]. */
    private static double[][] resampledShares(Measurement[] corners, Map<Split, Bootstrap> resampled) {
        int resamples = resampled.get(Split.TEST).resamples();
        double[][] shares = new double[Factor.OF_TRIALS.size()][resamples];
        for (int r = 0; r < resamples; r++) {
            double[] accuracies = new double[CORNERS];
            for (int changed = 0; changed < CORNERS; changed++) {
                accuracies[changed] =
                        resampled.get(Factor.corner(changed).split()).accuracy(r, corners[changed].outcomes());
            }
            double[] ofResample = ShapleyValues.of(lost(accuracies));
            for (int factor = 0; factor < shares.length; factor++) {
                shares[factor][r] = ofResample[factor];
            }
        }
        return shares;
    }

    /** One row for each pair of protocols of interest that were both measured on the same images. */
    public List<ComparisonRow> comparisons() {
        List<ComparisonRow> rows = new ArrayList<>();
        for (Split split : Split.values()) {
            addComparison(
                    "modes",
                    split,
                    Protocol.trainMode(split).label(),
                    Protocol.evalMode(split).label(),
                    rows);
        }
        int all = CORNERS - 1;
        for (Factor factor : List.of(Factor.STATISTICS, Factor.DROPOUT, Factor.TRANSFORM)) {
            addComparison(
                    Labels.of(factor),
                    Split.TEST,
                    Factor.corner(all - factor.bit()).label(),
                    Protocol.DEPLOYED.label(),
                    rows);
        }
        addComparison(
                "forgotten-eval", Split.TEST, FinalEvaluation.AFTER_FORGOTTEN_EVAL, Protocol.DEPLOYED.label(), rows);
        return List.copyOf(rows);
    }

    private void addComparison(String name, Split split, String first, String second, List<ComparisonRow> rows) {
        if (byName.containsKey(first) && byName.containsKey(second)) {
            rows.add(comparison(name, split, first, second));
        }
    }

    private ComparisonRow comparison(String name, Split split, String first, String second) {
        ImageOutcomes one = byName.get(first).outcomes();
        ImageOutcomes other = byName.get(second).outcomes();
        int images = 0;
        int onlyFirst = 0;
        int onlySecond = 0;
        for (int i = 0; i < one.images(); i++) {
            if (one.seenFirst(i) && other.seenFirst(i)) {
                images++;
                onlyFirst += one.rightFirst(i) && !other.rightFirst(i) ? 1 : 0;
                onlySecond += other.rightFirst(i) && !one.rightFirst(i) ? 1 : 0;
            }
        }
        double difference = byName.get(first).accuracy() - byName.get(second).accuracy();
        return new ComparisonRow(
                TrialKey.of(trial),
                name,
                split,
                first,
                second,
                images,
                bootstrap
                        .map(bySplit -> bySplit.get(split).difference(difference, one, other))
                        .orElseGet(() -> Estimate.withoutInterval(difference)),
                onlyFirst,
                onlySecond,
                McNemar.probability(onlyFirst, onlySecond));
    }
}
