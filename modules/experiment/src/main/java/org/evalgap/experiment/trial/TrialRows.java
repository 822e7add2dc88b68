package org.evalgap.experiment.trial;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.evalgap.data.Dataset;
import org.evalgap.experiment.tuning.TunedRate;
import org.evalgap.nn.kernel.NativeBackend;
import org.evalgap.results.rows.CellSettings;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.study.binding.Canonical;
import org.evalgap.study.plan.EngineVersion;
import org.evalgap.study.plan.Trial;
import org.evalgap.study.reading.TrialSettings;
import org.evalgap.study.settings.TrainingConfig;

/** The row of a trial: its settings, how it ended and where. */
final class TrialRows {

    private TrialRows() {}

    /**
     * What a training came to.
     *
     * @param trainLoss of its last epoch; null if none finished
     * @param tuned how its learning rate was chosen; empty if it was not
     */
    record Figures(
            long parameters,
            long steps,
            Double trainLoss,
            double trainSeconds,
            double evaluationSeconds,
            Instant startedAt,
            Optional<TunedRate> tuned) {}

    /**
     * @param reason why the trial is not OK; null if it is
     * @param evaluations of its network; none if it did not finish
     */
    static TrialRow row(
            String study,
            Trial trial,
            Dataset dataset,
            TrialStatus status,
            String reason,
            Figures figures,
            List<EvaluationRow> evaluations) {
        double chanceLevel = Learning.chanceLevel(dataset);
        TrainingConfig set = trial.config().training();
        TrainingConfig training =
                figures.tuned().map(tuned -> set.tuned(tuned.rate())).orElse(set);
        return new TrialRow(
                trial.id(),
                trial.cellId(),
                trial.cellLabel(),
                trial.replicate(),
                study,
                status,
                reason,
                CellSettings.of(trial.config()),
                training.learningRate().at(training.batchSize()),
                TrialSettings.json(trial.config()),
                trial.seed().value(),
                figures.parameters(),
                figures.steps(),
                figures.trainLoss(),
                figures.trainSeconds(),
                figures.evaluationSeconds(),
                dataset.name(),
                dataset.fingerprint(),
                EngineVersion.CURRENT,
                NativeBackend.numericsProfile(),
                host(),
                figures.startedAt(),
                Canonical.json(trial.axes()),
                chanceLevel,
                Learning.learned(evaluations, chanceLevel),
                figures.tuned().map(TunedRate::rate).orElse(null),
                figures.tuned().map(TunedRate::json).orElse(null),
                training.learningRate().base());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
