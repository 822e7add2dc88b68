package org.evalgap.study.reading;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.evalgap.data.transform.Transform;
import org.evalgap.study.binding.Canonical;
import org.evalgap.study.binding.Settings;
import org.evalgap.study.hocon.FileIncludes;
import org.evalgap.study.settings.DeploymentConfig;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.NetworkConfig;
import org.evalgap.study.settings.TrainingConfig;
import org.evalgap.study.settings.TransformSettings;
import org.evalgap.study.settings.TrialConfig;

/**
 * Settings as a study file would set them, but nothing that has no effect: the groups of a network without group
 * normalization, or where dropout stands when there is none. Two configurations that train the same way have the same
 * settings, however they were written. A setting that was added to the first ones is left out at its default.
 */
public final class TrialSettings {

    private TrialSettings() {}

    /** A trial's settings as canonical JSON, readable as the {@code trial} of a study file. */
    public static String json(TrialConfig trial) {
        return Canonical.json(of(trial));
    }

    /**
     * The single settings of a trial by their dotted keys, from what {@link #json} wrote. A list is one, and those of an
     * object in it are by its position too: {@code network.layers.2.momentum}.
     */
    public static SortedMap<String, String> leaves(String json) {
        SortedMap<String, String> leaves = new TreeMap<>();
        // As HOCON, which has no bound for the digits of a number.
        addLeaves("", ConfigFactory.parseString(json, FileIncludes.none()), leaves);
        return leaves;
    }

    private static void addLeaves(String prefix, Config settings, SortedMap<String, String> leaves) {
        for (Map.Entry<String, ConfigValue> entry : settings.entrySet()) {
            String key = prefix + entry.getKey();
            leaves.put(key, String.valueOf(entry.getValue().unwrapped()));
            if (entry.getValue() instanceof ConfigList list) {
                for (int i = 0; i < list.size(); i++) {
                    if (list.get(i) instanceof ConfigObject object) {
                        addLeaves(key + "." + i + ".", object.toConfig(), leaves);
                    }
                }
            }
        }
    }

    /** A trial's settings: maps, lists, texts, numbers and truth values by the keys of a study file. */
    public static SortedMap<String, Object> of(TrialConfig trial) {
        return TrialParts.SETTINGS.write(trial);
    }

    /** A network's settings. */
    public static Object of(NetworkConfig network) {
        return TrialParts.SETTINGS.field("network").write(network);
    }

    /** A training's settings. */
    public static SortedMap<String, Object> of(TrainingConfig training) {
        return Settings.of(TrainingConfig.class).write(training);
    }

    /** How a network is used in the end. */
    public static SortedMap<String, Object> of(DeploymentConfig deployment) {
        return Settings.of(DeploymentConfig.class).write(deployment);
    }

    /** The settings of transforms, in order. */
    public static Object of(List<Transform> transforms) {
        return Settings.write(transforms, TransformSettings.class);
    }

    /** The settings of evaluations. */
    public static SortedMap<String, Object> of(EvaluationConfig evaluation) {
        return Settings.of(EvaluationConfig.class).write(evaluation);
    }
}
