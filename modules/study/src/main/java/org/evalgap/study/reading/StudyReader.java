package org.evalgap.study.reading;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.evalgap.data.DatasetConfig;
import org.evalgap.data.DatasetFacts;
import org.evalgap.data.random.Seed;
import org.evalgap.study.binding.ObjectReader;
import org.evalgap.study.binding.Settings;
import org.evalgap.study.grid.Cells;
import org.evalgap.study.grid.Grid;
import org.evalgap.study.hocon.FileIncludes;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Place;
import org.evalgap.study.problems.Problems;
import org.evalgap.study.replicates.ReplicatesConfig;
import org.evalgap.study.settings.EvaluationConfig;

/** Reads study files (HOCON) and finds everything that is wrong with them before anything else is done. */
public final class StudyReader {

    private static final String ROOT = "study";
    private static final Settings<StudyFile> KEYS = Settings.of(StudyFile.class);

    /** Without an output of its own, a study is kept in a directory of its name; it must not lead elsewhere. */
    private static final Pattern DIRECTORY_NAME = Pattern.compile("[^./\\\\\\p{Cntrl}][^/\\\\\\p{Cntrl}]*");
    /** What file systems allow. */
    private static final int LONGEST_NAME_BYTES = 255;

    /** Stands for what is set in place of the file, in messages: lines of it are nobody's. */
    private static final String SETTINGS = "settings";

    private final String file;
    private final Problems problems = new Problems();

    private StudyReader(String file) {
        this.file = file;
    }

    /**
     * Reads a file of this machine.
     *
     * @throws StudyException with everything that is wrong
     */
    public static Study read(Path path) {
        StudyReader reader = new StudyReader(path.toString());
        reader.requireFile(path);
        return reader.study(() -> FileIncludes.parse(path));
    }

    /**
     * Reads a file of this machine between two texts of the same form.
     *
     * @param defaults what holds where neither the file nor {@code settings} says otherwise
     * @param settings what holds whatever the file says
     * @throws StudyException with everything that is wrong
     */
    public static Study read(Path path, String defaults, String settings) {
        StudyReader reader = new StudyReader(path.toString());
        reader.requireFile(path);
        // One text, because HOCON lets a setting of null clear an object only within one text.
        String text = defaults + "\ninclude required(file("
                + ConfigUtil.quoteString(path.toAbsolutePath().toString()) + "))\n" + settings;
        ConfigParseOptions options = FileIncludes.options().setOriginDescription(SETTINGS);
        return reader.study(() -> ConfigFactory.parseString(text, options));
    }

    /**
     * Reads a study from its text.
     *
     * @param name stands for the file in messages
     * @throws StudyException with everything that is wrong
     */
    public static Study parse(String name, String text) {
        ConfigParseOptions options = FileIncludes.options().setOriginDescription(name);
        return new StudyReader(name).study(() -> ConfigFactory.parseString(text, options));
    }

    private void requireFile(Path path) {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            String received = Files.exists(path) ? "something that is not a readable file" : "nothing";
            problems.add(path.toString(), "a study file", received);
            throw failure();
        }
    }

    private Study study(Supplier<Config> source) {
        try {
            return study(source.get().resolve().root());
        } catch (ConfigException.Parse | ConfigException.IO e) {
            problems.add(position(e), "HOCON", message(e));
            throw failure();
        } catch (StackOverflowError | OutOfMemoryError e) {
            // A few lines of substitutions may stand for more than any memory holds.
            problems.add(file, "settings that fit into memory", "larger or deeper ones");
            throw failure();
        }
    }

    private String position(ConfigException e) {
        if (e.origin().description().startsWith(SETTINGS + ":")) {
            return SETTINGS;
        }
        return e.origin().lineNumber() < 1 ? file : file + ":" + e.origin().lineNumber();
    }

    private static String message(ConfigException e) {
        String prefix = e.origin().description() + ": ";
        return e.getMessage().startsWith(prefix) ? e.getMessage().substring(prefix.length()) : e.getMessage();
    }

    private Study study(ConfigObject root) {
        root.keySet().stream()
                .filter(name -> !name.equals(ROOT))
                .sorted()
                .forEach(name -> problems.addUnknown(
                        Location.quoted(name), "the key study and no other at the top", name, List.of(ROOT)));
        ConfigValue value = root.get(ROOT);
        if (!(value instanceof ConfigObject object)) {
            problems.add(ROOT, "an object", value);
            throw failure();
        }
        Study study = study(new ObjectReader(KEYS, object, new Place(ROOT, Location.STUDY, problems)), text(root));
        if (problems.size() > 0) {
            throw failure();
        }
        return study;
    }

    private Study study(ObjectReader reader, String text) {
        String name = (String) reader.get("name");
        if (name != null && !canNameADirectory(name)) {
            problems.add(
                    ROOT + ".name",
                    "a name that a directory can have (no slash, backslash or control character, no dot in front, at"
                            + " most " + LONGEST_NAME_BYTES + " bytes)",
                    name);
        }
        Long seed = (Long) reader.get("seed");
        ReplicatesConfig replicates = (ReplicatesConfig) reader.get("replicates");
        DatasetConfig dataset = (DatasetConfig) reader.get("dataset");
        EvaluationConfig evaluation = (EvaluationConfig) reader.get("evaluation");
        // What claims say is read by those who decide about them, what is published by those who show it.
        reader.get("claims");
        reader.get("published");
        Optional<TrialTemplate> template = template(reader);
        Optional<Grid> grid = grid(reader);
        Integer sample = (Integer) reader.get("sample");
        if (template.isEmpty() || grid.isEmpty()) {
            return null;
        }
        Cells cells = new Cells(
                grid.get(),
                sample == null ? OptionalInt.empty() : OptionalInt.of(sample),
                new Seed(seed == null ? 0 : seed));
        GridCheck check = new GridCheck(cells, replicates == null ? 1 : replicates.atMost());
        Optional<DatasetFacts> facts = Optional.ofNullable(dataset).flatMap(DatasetConfig::facts);
        problems.addAll(check.problems(new CellChecker(template.get(), facts)));
        return problems.size() > 0
                ? null
                : new Study(name, seed, replicates, dataset, template.get(), cells, evaluation, text);
    }

    private static boolean canNameADirectory(String name) {
        return DIRECTORY_NAME.matcher(name).matches()
                && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME_BYTES;
    }

    private Optional<TrialTemplate> template(ObjectReader reader) {
        return Optional.ofNullable((ConfigObject) reader.get("trial"))
                .map(base -> TrialTemplate.of(base, new Place(ROOT + ".trial", Location.STUDY, problems)));
    }

    private Optional<Grid> grid(ObjectReader reader) {
        ConfigObject axes = (ConfigObject) reader.get("grid");
        ConfigList exclusions = (ConfigList) reader.get("exclude");
        return axes == null || exclusions == null ? Optional.empty() : new GridReader(problems).read(axes, exclusions);
    }

    private static String text(ConfigObject root) {
        return root.render(
                ConfigRenderOptions.defaults().setOriginComments(false).setJson(false));
    }

    private StudyException failure() {
        return new StudyException(file, problems.found());
    }
}
