package org.evalgap.cli.planted;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.evalgap.data.Dataset;
import org.evalgap.experiment.trial.TrialRunner;
import org.evalgap.output.journal.Journal;
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
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;
import org.evalgap.study.settings.TrialConfig;

/**
 * Trains the networks of a plant in this process, publishes them and diagnoses each on its own. What is published already
 * is not trained again: other rules of diagnosis are tried on the same networks in seconds.
 */
final class PlantRunner {

    /** Accuracy that a plant has to cost to be there. */
    private static final double BITES = 0.02;

    /** Accuracy of the training log below which nothing was learned: twice that of guessing among ten classes. */
    private static final double GUESSING = 0.2;

    /** Share of the split above which a network is overfitted. */
    private static final double OVERFITTED = 0.1;

    private final Dataset dataset;
    private final Journal journal;

    /** @param journal open */
    PlantRunner(Dataset dataset, Journal journal) {
        this.dataset = dataset;
        this.journal = journal;
    }

    /** @throws IOException if a trial cannot be published */
    List<PlantDiagnosis> run(Plant plant) throws IOException {
        Plan plan = Plan.whole(plant.study(), dataset);
        TrialRunner runner =
                new TrialRunner(plant.study().name(), dataset, plant.study().evaluation(), () -> {});
        TrialConfig config =
                plant.study().trial(plant.study().cells().stream().findFirst().orElseThrow());
        List<PlantDiagnosis> diagnoses = new ArrayList<>();
        for (Training training : plan.trainings()) {
            trials(training, runner).forEach(result -> diagnoses.add(diagnosis(plant, config, result)));
        }
        return diagnoses;
    }

    private List<TrialResult> trials(Training training, TrialRunner runner) throws IOException {
        List<TrialResult> published = new ArrayList<>();
        for (Trial trial : training.trials()) {
            journal.readUndamaged(trial.id()).ifPresent(published::add);
        }
        if (published.size() == training.trials().size()) {
            return published;
        }
        List<TrialResult> results = runner.run(training);
        for (TrialResult result : results) {
            if (result.trial().finished()) {
                journal.publish(result);
            }
        }
        return results;
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
