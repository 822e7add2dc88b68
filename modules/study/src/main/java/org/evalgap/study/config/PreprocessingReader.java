package org.evalgap.study.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.evalgap.data.preprocessing.PreprocessingPair;

/**
 * Reads files that say how images are prepared: {@code preprocessing { train = [...], eval = [...] }}, of which {@code train}
 * can be left out.
 */
public final class PreprocessingReader {

    private static final String ROOT = "preprocessing";

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
        return reader.read(() -> ConfigFactory.parseFile(path.toFile()));
    }

    /**
     * Reads a text of the same form.
     *
     * @param name stands for the file in messages
     * @throws StudyException with everything that is wrong
     */
    public static PreprocessingPair parse(String name, String text) {
        ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(name);
        return new PreprocessingReader(name).read(() -> ConfigFactory.parseString(text, options));
    }

    private PreprocessingPair read(Supplier<Config> source) {
        PreprocessingPair pair = null;
        try {
            pair = read(source.get().resolve().root());
        } catch (ConfigException.Parse | ConfigException.IO e) {
            problems.add(file, "HOCON", e.getMessage());
        }
        if (problems.size() > 0) {
            throw failure();
        }
        return pair;
    }

    private PreprocessingPair read(ConfigObject root) {
        root.keySet().stream()
                .filter(name -> !name.equals(ROOT))
                .sorted()
                .forEach(name -> problems.addUnknown(
                        Location.quoted(name), "the key preprocessing and no other at the top", name, List.of(ROOT)));
        return PreprocessingSection.read(root.get(ROOT), ROOT, Location.STUDY, problems);
    }

    private StudyException failure() {
        return new StudyException(ROOT, file, problems.found());
    }
}
