package org.evalgap.experiment.trial;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.OptionalDouble;
import org.evalgap.experiment.config.TrialSettings;
import org.evalgap.experiment.data.Dataset;
import org.evalgap.experiment.plan.EngineVersion;
import org.evalgap.experiment.plan.Trial;
import org.evalgap.experiment.result.TrialRow;
import org.evalgap.nn.kernel.NativeBackend;

/** The row of a trial: its settings, how it ended and where. */
final class TrialRows {

    private TrialRows() {}

    /**
     * What a training came to.
     *
     * @param trainLoss of its last epoch; null if none finished
     */
    record Figures(
            long parameters,
            long steps,
            Double trainLoss,
            double trainSeconds,
            double evaluationSeconds,
            Instant startedAt) {}

    /** @param reason why the trial is not OK; null if it is */
    static TrialRow row(String study, Trial trial, Dataset dataset, String status, String reason, Figures figures) {
        var network = trial.config().network();
        var training = trial.config().training();
        return new TrialRow(
                trial.id(),
                trial.cellId(),
                trial.cellLabel(),
                trial.replicate(),
                study,
                status,
                reason,
                network.kind(),
                network.normalizationLabel().orElse(null),
                boxed(network.dropoutProbability()),
                boxed(network.batchNormMomentum()),
                training.batchSize(),
                training.composition().name(),
                trial.config().augmentation().name(),
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
                figures.startedAt());
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
