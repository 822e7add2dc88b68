package org.evalgap.study.reading;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.preprocessing.PreprocessingPair;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.binding.ObjectReader;
import org.evalgap.study.binding.Settings;
import org.evalgap.study.hocon.FileIncludes;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Place;
import org.evalgap.study.problems.Problems;
import org.evalgap.study.settings.PreprocessingSettings;

/**
 * Reads files that say how images are prepared: {@code preprocessing { train = [...], eval = [...] }}, of which {@code train}
 * can be left out.
 */
public final class PreprocessingReader {

    private static final String ROOT = "preprocessing";
    private static final Settings<PreprocessingFile> KEYS = Settings.of(PreprocessingFile.class);

    private final String file;
    private final Problems problems = new Problems();

    private PreprocessingReader(String file) {
        this.file = file;
    }

    /**
     * Reads a file of this machine.
     *
     * @throws StudyException with everything that is wrong
     */
    public static PreprocessingPair read(Path path) {
        PreprocessingReader reader = new PreprocessingReader(path.toString());
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            String received = Files.exists(path) ? "something that is not a readable file" : "nothing";
            reader.problems.add(path.toString(), "a preprocessing file", received);
            throw reader.failure();
        }
        return reader.read(() -> FileIncludes.parse(path));
    }

    /**
     * Reads a text of the same form.
     *
     * @param name stands for the file in messages
     * @throws StudyException with everything that is wrong
     */
    public static PreprocessingPair parse(String name, String text) {
        ConfigParseOptions options = FileIncludes.options().setOriginDescription(name);
        return new PreprocessingReader(name).read(() -> ConfigFactory.parseString(text, options));
    }

    private PreprocessingPair read(Supplier<Config> source) {
        PreprocessingPair pair = null;
        try {
            pair = pair(source.get().resolve().root());
        } catch (ConfigException.Parse | ConfigException.IO e) {
            problems.add(file, "HOCON", e.getMessage());
        } catch (StackOverflowError | OutOfMemoryError e) {
            problems.add(file, "settings that fit into memory", "larger or deeper ones");
        }
        if (problems.size() > 0) {
            throw failure();
        }
        return pair;
    }

    private PreprocessingPair pair(ConfigObject root) {
        root.keySet().stream()
                .filter(name -> !name.equals(ROOT))
                .sorted()
                .forEach(name -> problems.addUnknown(
                        Location.quoted(name), "the key preprocessing and no other at the top", name, List.of(ROOT)));
        ConfigValue value = root.get(ROOT);
        if (!(value instanceof ConfigObject object)) {
            problems.add(ROOT, "an object with eval, and with train if it is known", value);
            return null;
        }
        ObjectReader reader = new ObjectReader(KEYS, object, new Place(ROOT, Location.STUDY, problems));
        Optional<Preprocessing> train = list(reader, "train");
        Optional<Preprocessing> eval = list(reader, "eval");
        return eval.map(transforms -> new PreprocessingPair(train, transforms)).orElse(null);
    }

    /** Empty if there is none, or a problem was reported. */
    @SuppressWarnings("unchecked")
    private Optional<Preprocessing> list(ObjectReader reader, String key) {
        int before = problems.size();
        List<PreprocessingSettings> transforms = (List<PreprocessingSettings>) reader.get(key);
        if (transforms == null || problems.size() > before) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Preprocessing(
                    transforms.stream().map(PreprocessingSettings::transform).toList()));
        } catch (ShapeException e) {
            problems.add(ROOT + "." + key + e.setting(), e.expected(), e.received());
            return Optional.empty();
        }
    }

    private StudyException failure() {
        return new StudyException(ROOT, file, problems.found());
    }
}
