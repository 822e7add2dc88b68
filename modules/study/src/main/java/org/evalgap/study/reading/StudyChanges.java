package org.evalgap.study.reading;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.evalgap.study.hocon.FileIncludes;

/**
 * What makes one study another. More replicates, more values on an axis, fewer exclusions, other claims or another paper to
 * compare with are the same study grown.
 */
public final class StudyChanges {

    private static final List<String> GROWTH = List.of(
            "study.grid", "study.exclude", "study.replicates", "study.sample", "study.claims", "study.published");

    private StudyChanges() {}

    /**
     * The keys whose values differ between two studies that are not the same one grown, each with both values.
     *
     * @param before a study as {@link Study#text} has it
     * @param now another
     * @return none if both are the same, or the first text is no study
     */
    public static List<String> between(String before, String now) {
        Map<String, String> old = values(before);
        if (old.isEmpty()) {
            return List.of();
        }
        Map<String, String> current = values(now);
        SortedSet<String> keys = new TreeSet<>(old.keySet());
        keys.addAll(current.keySet());
        List<String> changes = new ArrayList<>();
        for (String key : keys) {
            String was = old.getOrDefault(key, "not set");
            String is = current.getOrDefault(key, "not set");
            if (!was.equals(is)) {
                changes.add(key + " (" + was + " there, " + is + " here)");
            }
        }
        return changes;
    }

    private static Map<String, String> values(String text) {
        Map<String, String> values = new TreeMap<>();
        try {
            Config config = ConfigFactory.parseString(text, FileIncludes.none());
            for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
                if (GROWTH.stream().noneMatch(key -> isWithin(entry.getKey(), key))) {
                    values.put(entry.getKey(), entry.getValue().render(ConfigRenderOptions.concise()));
                }
            }
        } catch (ConfigException noStudy) {
            // What was there is nothing to compare with; the file is written anew.
            values.clear();
        }
        return values;
    }

    private static boolean isWithin(String path, String key) {
        return path.equals(key) || path.startsWith(key + ".");
    }
}
