package org.evalgap.experiment.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import org.evalgap.experiment.config.Canonical;
import org.evalgap.experiment.config.Study;
import org.evalgap.experiment.config.TrialConfig;
import org.evalgap.experiment.config.TrialSettings;

/**
 * Names by content. A trial's id is a hash of everything that determines its result and of nothing else: neither its
 * place in the grid, nor the study's name, nor the name of its augmentation.
 */
final class Identity {

    private static final int LENGTH = 32;

    private final SortedMap<String, Object> evaluation;
    private final long seed;
    private final String fingerprint;
    private final String engineVersion;

    Identity(Study study, String fingerprint, String engineVersion) {
        this.evaluation = TrialSettings.of(study.evaluation());
        this.seed = study.seed();
        this.fingerprint = fingerprint;
        this.engineVersion = engineVersion;
    }

    /** What determines the results of a cell: everything but the replicate. */
    String cell(TrialConfig trial) {
        return hash(Map.of(
                "weights", weights(trial),
                "eval", TrialSettings.of(trial.augmentation().eval()),
                "evaluation", evaluation));
    }

    /** What determines the weights that a cell's training ends with, but the replicate. */
    String cellTraining(TrialConfig trial) {
        return hash(weights(trial));
    }

    private Map<String, Object> weights(TrialConfig trial) {
        return Map.of(
                "engine",
                engineVersion,
                "dataset",
                fingerprint,
                "seed",
                seed,
                "network",
                TrialSettings.of(trial.network()),
                "training",
                TrialSettings.of(trial.training()),
                "train",
                TrialSettings.of(trial.augmentation().train()));
    }

    /** A replicate of a cell, or of a cell's training, named by its id. */
    static String replicate(String id, int replicate) {
        return hash(Map.of("of", id, "replicate", replicate));
    }

    private static String hash(Object content) {
        byte[] text = Canonical.json(content).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(digest).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
