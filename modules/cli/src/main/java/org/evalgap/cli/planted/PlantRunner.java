package org.evalgap.cli.planted;

import java.util.List;
import java.util.stream.DoubleStream;
import org.evalgap.data.Dataset;
import org.evalgap.experiment.trial.TrialRunner;
import org.evalgap.results.diagnosis.CauseDiagnosis;
import org.evalgap.results.diagnosis.KnownTransforms;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.StatisticsCauseRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.study.plan.CostModel;
import org.evalgap.study.plan.EngineVersion;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.settings.TrialConfig;

/** Trains the networks of a plant in this process and diagnoses each on its own. */
final class PlantRunner {

    /** Accuracy that a plant has to cost to be there. */
    private static final double BITES = 0.02;

    /** Accuracy of the training log below which nothing was learned: twice that of guessing among ten classes. */
    private static final double GUESSING = 0.2;

    /** Share of the split above which a network is overfitted. */
    private static final double OVERFITTED = 0.1;

    private final Dataset dataset;

    PlantRunner(Dataset dataset) {
        this.dataset = dataset;
    }

    List<PlantDiagnosis> run(Plant plant) {
        Plan plan = Plan.of(
                plant.study(),
                dataset.facts(),
                dataset.fingerprint(),
                EngineVersion.CURRENT,
                CostModel.DEFAULT,
                trial -> false);
        TrialRunner runner =
                new TrialRunner(plant.study().name(), dataset, plant.study().evaluation(), () -> {});
        TrialConfig config =
                plant.study().trial(plant.study().cells().stream().findFirst().orElseThrow());
        return plan.trainings().stream()
                .flatMap(training -> runner.run(training).stream())
                .map(result -> diagnosis(plant, config, result))
                .toList();
    }

    private PlantDiagnosis diagnosis(Plant plant, TrialConfig config, TrialResult result) {
        return new PlantDiagnosis(
                plant,
                result.trial().replicate(),
                CauseDiagnosis.of(List.of(result), dataset.classes(), KnownTransforms.of(config.augmentation())),
                bites(plant.cause(), result));
    }

    /**
     * The best way to evaluate the same network, with other running statistics too, or the training log without the share
     * of the split, against its use.
     */
    private static boolean bites(LeadingCause planted, TrialResult result) {
        if (!result.trial().finished()) {
            return true;
        }
        if (planted == LeadingCause.NOT_LEARNED) {
            return accuracy(result, Protocol.TRAINING_LOG) < GUESSING;
        }
        double used = result.deployments().stream()
                .mapToDouble(row -> row.accuracy())
                .findFirst()
                .orElseGet(() -> accuracy(result, Protocol.DEPLOYED));
        double split = result.attribution().stream()
                .filter(row -> row.factor() == Factor.SPLIT)
                .map(AttributionRow::share)
                .mapToDouble(share -> share.mean())
                .sum();
        if (planted == LeadingCause.UNSEEN_IMAGES) {
            return split >= OVERFITTED;
        }
        double possible = DoubleStream.concat(
                        DoubleStream.of(
                                accuracy(result, Protocol.FORGOT_EVAL),
                                accuracy(result, Protocol.DEPLOYED),
                                accuracy(result, Protocol.TRAINING_LOG) - split),
                        result.statisticsCauses().stream()
                                .filter(row -> row.cause() == StatisticsCause.SHIFT)
                                .mapToDouble(StatisticsCauseRow::accuracyWithout))
                .max()
                .orElseThrow();
        return possible - used >= BITES;
    }

    private static double accuracy(TrialResult result, Protocol protocol) {
        return result.evaluation(protocol).map(EvaluationRow::accuracy).orElseThrow();
    }
}
