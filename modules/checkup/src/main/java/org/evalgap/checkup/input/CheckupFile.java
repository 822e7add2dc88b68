package org.evalgap.checkup.input;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.evalgap.study.binding.ObjectReader;
import org.evalgap.study.binding.Records;
import org.evalgap.study.binding.Settings;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Place;
import org.evalgap.study.problems.Problem;
import org.evalgap.study.problems.Problems;
import org.evalgap.study.reading.StudyException;

/** Reads {@code checkup { ... }}. */
public final class CheckupFile {

    private static final String ROOT = "checkup";
    private static final Settings<CheckupSettings> KEYS = Settings.of(CheckupSettings.class);

    private CheckupFile() {}

    /**
     * Reads a file of this machine, some of whose keys are set otherwise.
     *
     * @param overrides HOCON that comes behind the file's
     * @throws StudyException with everything that is wrong
     */
    public static CheckupSettings read(Path file, String overrides) {
        try {
            return parse(file.toString(), Files.readString(file) + "\n" + overrides);
        } catch (IOException e) {
            throw new StudyException(
                    "check-up",
                    file.toString(),
                    List.of(new Problem(file.toString(), "a file that can be read", "none")));
        }
    }

    /**
     * Reads settings from HOCON.
     *
     * @param name stands for the file in messages
     * @throws StudyException with everything that is wrong
     */
    public static CheckupSettings parse(String name, String text) {
        Problems problems = new Problems();
        CheckupSettings settings = null;
        try {
            Config config = ConfigFactory.parseString(text).resolve();
            settings = read(config.root(), problems);
        } catch (ConfigException e) {
            problems.add(name, "HOCON", e.getMessage());
        }
        if (problems.size() > 0) {
            throw new StudyException("check-up", name, problems.found());
        }
        return settings;
    }

    private static CheckupSettings read(ConfigObject root, Problems problems) {
        root.keySet().stream()
                .filter(key -> !key.equals(ROOT))
                .sorted()
                .forEach(key -> problems.addUnknown(
                        Location.quoted(key), "the key checkup and no other at the top", key, List.of(ROOT)));
        ConfigValue value = root.get(ROOT);
        if (!(value instanceof ConfigObject object)) {
            problems.add(ROOT, "an object", value);
            return null;
        }
        ObjectReader reader = new ObjectReader(KEYS, object, new Place(ROOT, Location.STUDY, problems));
        Object[] values =
                KEYS.fields().stream().map(field -> reader.get(field.key())).toArray();
        return problems.size() > 0 ? null : Records.make(CheckupSettings.class, values);
    }
}
