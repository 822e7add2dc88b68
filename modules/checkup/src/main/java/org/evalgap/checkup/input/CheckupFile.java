package org.evalgap.checkup.input;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.evalgap.study.binding.ObjectReader;
import org.evalgap.study.binding.Records;
import org.evalgap.study.binding.Settings;
import org.evalgap.study.hocon.FileIncludes;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Place;
import org.evalgap.study.problems.Problem;
import org.evalgap.study.problems.Problems;

/** Reads {@code checkup { ... }}. */
public final class CheckupFile {

    private static final String ROOT = "checkup";
    private static final Settings<CheckupSettings> KEYS = Settings.of(CheckupSettings.class);

    private CheckupFile() {}

    /**
     * What was read, with all that is wrong with it.
     *
     * @param name of the file in messages
     * @param settings null where nothing was said, or nothing that can be used
     * @param problems none if the settings can be used
     */
    public record Read(String name, CheckupSettings settings, List<Problem> problems) {

        public Read {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads a file of this machine, some of whose keys are set otherwise.
     *
     * @param overrides HOCON that holds whatever the file says
     */
    public static Read read(Path file, String overrides) {
        // A pipe would be waited for.
        return Files.isRegularFile(file) && Files.isReadable(file)
                ? read(
                        file.toString(),
                        () -> ConfigFactory.parseString(overrides, FileIncludes.none())
                                .withFallback(FileIncludes.parse(file)))
                : new Read(
                        file.toString(),
                        settings(key -> null),
                        List.of(new Problem(file.toString(), "a file that can be read", "none")));
    }

    /**
     * Reads settings from HOCON.
     *
     * @param name stands for the file in messages
     */
    public static Read parse(String name, String text) {
        return read(name, () -> ConfigFactory.parseString(text, FileIncludes.options()));
    }

    private static Read read(String name, Supplier<Config> source) {
        Problems problems = new Problems();
        CheckupSettings settings = settings(key -> null);
        try {
            settings = read(source.get().resolve().root(), problems);
        } catch (ConfigException e) {
            problems.add(name, "HOCON", e.getMessage());
        } catch (StackOverflowError | OutOfMemoryError e) {
            problems.add(name, "settings that fit into memory", "larger or deeper ones");
        }
        return new Read(name, settings, problems.found());
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
            return settings(key -> null);
        }
        ObjectReader reader = new ObjectReader(KEYS, object, new Place(ROOT, Location.STUDY, problems));
        return settings(key -> {
            int before = problems.size();
            Object read = reader.get(key);
            return problems.size() > before ? null : read;
        });
    }

    private static CheckupSettings settings(Function<String, Object> values) {
        return Records.make(
                CheckupSettings.class,
                KEYS.fields().stream().map(field -> values.apply(field.key())).toArray());
    }
}
