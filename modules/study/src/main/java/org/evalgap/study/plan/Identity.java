package org.evalgap.study.plan;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import org.evalgap.data.tools.Sha256;
import org.evalgap.study.binding.Canonical;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.TrialSettings;
import org.evalgap.study.settings.NetworkConfig;
import org.evalgap.study.settings.OnnxNetwork;
import org.evalgap.study.settings.TrialConfig;

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
    private final Map<Object, String> parts = new HashMap<>();

    Identity(Study study, String fingerprint, String engineVersion) {
        this.evaluation = TrialSettings.of(study.evaluation());
        this.seed = study.seed();
        this.fingerprint = fingerprint;
        this.engineVersion = engineVersion;
    }

    /** What determines the weights that a cell's training ends with, but the replicate. */
    String cellTraining(TrialConfig trial) {
        return hash(Map.of(
                "engine",
                engineVersion,
                "dataset",
                fingerprint,
                "seed",
                seed,
                "network",
                part(trial.network(), Identity::network),
                "training",
                part(trial.training(), TrialSettings::of),
                "train",
                part(trial.augmentation().train(), TrialSettings::of)));
    }

    /** What determines the results of a cell, but the replicate: its training, and how that is evaluated. */
    String cell(TrialConfig trial) {
        Map<String, Object> content = new HashMap<>();
        content.put("training", cellTraining(trial));
        content.put("eval", part(trial.augmentation().eval(), TrialSettings::of));
        content.put("evaluation", evaluation);
        trial.use().ifPresent(use -> content.put("deployment", part(use, TrialSettings::of)));
        return hash(content);
    }

    /** A file is what is in it, wherever it lies. */
    private static Object network(NetworkConfig network) {
        Object settings = TrialSettings.of(network);
        if (!(network instanceof OnnxNetwork)) {
            return settings;
        }
        Map<?, ?> content = new HashMap<>((Map<?, ?>) settings);
        content.remove("file");
        return content;
    }

    /** Cells have most of their parts in common: each part is hashed once. */
    private <T> String part(T value, Function<T, Object> settings) {
        return parts.computeIfAbsent(value, absent -> hash(settings.apply(value)));
    }

    /** A replicate of a cell, or of a cell's training, named by its id. */
    static String replicate(String id, int replicate) {
        return hash(Map.of("of", id, "replicate", replicate));
    }

    private static String hash(Object content) {
        byte[] text = Canonical.json(content).getBytes(StandardCharsets.UTF_8);
        return Sha256.hex(text).substring(0, LENGTH);
    }
}
