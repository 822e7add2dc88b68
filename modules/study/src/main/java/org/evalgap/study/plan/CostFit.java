package org.evalgap.study.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.data.DatasetFacts;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.TrialSettings;

/**
 * Fits a {@link CostModel} to finished trials that have the settings of a study's trials. The model is linear in its two
 * constants, so the fit is one of least squares, of relative errors: a training of a second counts as much as one of an
 * hour. A constant that would come out negative, as time does not, is 0 or next to it.
 */
public final class CostFit {

    /** With less operations than passes cost, only passes would count; so small that it decides nothing. */
    private static final double SMALLEST_SECONDS_PER_FLOP = 1e-15;

    private final Map<String, Seconds> finished = new HashMap<>();

    /** Sums over the finished trials of some settings. */
    private static final class Seconds {
        private double training;
        private double evaluation;
        private int trials;
    }

    /** A training's coefficients of the model's constants, and how long it took, in seconds. */
    private record Observation(double passes, double flops, double seconds) {}

    /**
     * A fitted model.
     *
     * @param costs the model
     * @param trainings of the study whose settings have finished trials
     * @param medianError median of predicted over measured time, or of its inverse where that is greater, at least 1
     */
    public record Fit(CostModel costs, int trainings, double medianError) {}

    /**
     * Takes in a trial that succeeded, of any study.
     *
     * @param settings of the trial, as {@link TrialSettings#json} writes them
     * @param trainingSeconds how long its training took
     * @param evaluationSeconds how long its measurements took
     */
    public void add(String settings, double trainingSeconds, double evaluationSeconds) {
        Seconds seconds = finished.computeIfAbsent(settings, unseen -> new Seconds());
        seconds.training += trainingSeconds;
        seconds.evaluation += evaluationSeconds;
        seconds.trials++;
    }

    /** The model that suits the study's trainings best; empty if fewer than two of them have finished trials. */
    public Optional<Fit> fit(Study study, DatasetFacts facts) {
        List<Training> flops = trainings(study, facts, new CostModel(0, 1));
        Map<String, Double> both = new HashMap<>();
        trainings(study, facts, new CostModel(1, 1)).forEach(each -> both.put(each.id(), each.predictedSeconds()));
        List<Observation> observations = new ArrayList<>();
        for (Training training : flops) {
            seconds(training)
                    .ifPresent(seconds -> observations.add(new Observation(
                            both.get(training.id()) - training.predictedSeconds(),
                            training.predictedSeconds(),
                            seconds)));
        }
        if (observations.size() < 2) {
            return Optional.empty();
        }
        CostModel costs = leastSquares(observations);
        List<Double> errors = new ArrayList<>();
        for (Observation each : observations) {
            double ratio = (costs.secondsPerPass() * each.passes + costs.secondsPerFlop() * each.flops) / each.seconds;
            errors.add(Math.max(ratio, 1 / ratio));
        }
        Collections.sort(errors);
        return Optional.of(new Fit(costs, observations.size(), errors.get(errors.size() / 2)));
    }

    private static List<Training> trainings(Study study, DatasetFacts facts, CostModel costs) {
        return Plan.of(study, facts, "", EngineVersion.CURRENT, costs, trial -> false)
                .trainings();
    }

    /** How long a training with its evaluations took on average; empty unless all its trials have finished twins. */
    private Optional<Double> seconds(Training training) {
        double total = 0;
        double trainingSeconds = 0;
        for (Trial trial : training.trials()) {
            Seconds seconds = finished.get(TrialSettings.json(trial.config()));
            if (seconds == null) {
                return Optional.empty();
            }
            trainingSeconds = seconds.training / seconds.trials;
            total += seconds.evaluation / seconds.trials;
        }
        total += trainingSeconds;
        return total > 0 ? Optional.of(total) : Optional.empty();
    }

    private static CostModel leastSquares(List<Observation> observations) {
        double pp = 0;
        double pf = 0;
        double ff = 0;
        double p = 0;
        double f = 0;
        for (Observation each : observations) {
            double passes = each.passes / each.seconds;
            double flops = each.flops / each.seconds;
            pp += passes * passes;
            pf += passes * flops;
            ff += flops * flops;
            p += passes;
            f += flops;
        }
        double determinant = pp * ff - pf * pf;
        double perPass = (p * ff - f * pf) / determinant;
        double perFlop = (f * pp - p * pf) / determinant;
        // Trainings that are all alike leave the determinant at 0, or at what rounding makes of it.
        if (!(determinant > 1e-12 * pp * ff) || perPass < 0) {
            return new CostModel(0, f / ff);
        }
        return perFlop < SMALLEST_SECONDS_PER_FLOP
                ? new CostModel(p / pp, SMALLEST_SECONDS_PER_FLOP)
                : new CostModel(perPass, perFlop);
    }
}
