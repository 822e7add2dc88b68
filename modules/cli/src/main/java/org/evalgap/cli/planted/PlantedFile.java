package org.evalgap.cli.planted;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.study.hocon.FileIncludes;
import org.evalgap.study.problems.Problem;
import org.evalgap.study.problems.Spelling;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyException;
import org.evalgap.study.reading.StudyReader;

/**
 * A file of plants: {@code study} holds what all have in common, {@code networks} the trial of each network, {@code
 * plants} of each plant its {@code cause}, its {@code trial}, in {@code on} what differs for a network (whose {@code
 * network} stands in for that of the trial), in {@code networks} which it is for, if not all, and in {@code dataset} its
 * images, if they are not those of the study. Other keys at the top are for the file's own use.
 */
final class PlantedFile {

    private static final List<String> KEYS = List.of("cause", "dataset", "networks", "on", "trial");

    private final String file;
    private final Config root;
    private final List<String> networks;

    private PlantedFile(String file, Config root) {
        this.file = file;
        this.root = root;
        networks = names(object(root, "networks", "networks"));
    }

    /** @throws StudyException if the file or a study of it is wrong */
    static List<Plant> read(Path path) {
        String file = path.toString();
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            String received = Files.exists(path) ? "something that is not a readable file" : "nothing";
            throw unusable(file, new Problem(file, "a file of plants", received));
        }
        try {
            return new PlantedFile(file, FileIncludes.parse(path).resolve()).plants();
        } catch (ConfigException.Parse | ConfigException.IO e) {
            int line = e.origin().lineNumber();
            String prefix = e.origin().description() + ": ";
            String message =
                    e.getMessage().startsWith(prefix) ? e.getMessage().substring(prefix.length()) : e.getMessage();
            throw unusable(file, new Problem(line < 1 ? file : file + ":" + line, "HOCON", message));
        }
    }

    private static StudyException unusable(String file, Problem problem) {
        return new StudyException("plants", file, List.of(problem));
    }

    private StudyException unusable(String key, String expected, String received) {
        return unusable(file, new Problem(key, expected, received));
    }

    private List<Plant> plants() {
        object(root, "study", "study");
        List<Plant> plants = new ArrayList<>();
        for (String name : names(object(root, "plants", "plants"))) {
            String key = "plants." + name;
            Config plant =
                    object(root, ConfigUtil.joinPath("plants", name), key).toConfig();
            requireKnown(key, "a key of a plant", plant.root().keySet(), KEYS);
            if (plant.hasPath("on")) {
                requireKnown(
                        key + ".on",
                        "a network",
                        object(plant, "on", key + ".on").keySet(),
                        networks);
            }
            LeadingCause cause = cause(key, plant);
            for (String network : networks(key, plant)) {
                plants.add(new Plant(name, network, cause, study(name, plant, network)));
            }
        }
        return plants;
    }

    private void requireKnown(String key, String noun, Collection<String> written, List<String> known) {
        for (String each : written.stream().sorted().toList()) {
            if (!known.contains(each)) {
                throw unusable(
                        file,
                        new Problem(
                                key + "." + each,
                                noun + " (" + String.join(", ", known) + ")",
                                each,
                                Spelling.nearest(each, known),
                                0,
                                0));
            }
        }
    }

    private List<String> networks(String key, Config plant) {
        if (!plant.hasPath("networks")) {
            return networks;
        }
        try {
            List<String> chosen = plant.getStringList("networks");
            requireKnown(key + ".networks", "a network", chosen, networks);
            return chosen;
        } catch (ConfigException.WrongType e) {
            throw unusable(key + ".networks", "a list of networks", shown(plant.getValue("networks")));
        }
    }

    /** In alphabetical order: HOCON objects have none of their own. */
    private static List<String> names(ConfigObject object) {
        return object.keySet().stream().sorted().toList();
    }

    private ConfigObject object(Config config, String path, String key) {
        ConfigValue value = config.hasPath(path) ? config.getValue(path) : null;
        if (value instanceof ConfigObject object) {
            return object;
        }
        throw unusable(key, "an object", value == null ? "nothing" : shown(value));
    }

    private static String shown(ConfigValue value) {
        return value.render(ConfigRenderOptions.concise());
    }

    private LeadingCause cause(String key, Config plant) {
        String id =
                plant.hasPath("cause") ? String.valueOf(plant.getValue("cause").unwrapped()) : "nothing";
        List<String> ids =
                Arrays.stream(LeadingCause.values()).map(LeadingCause::id).toList();
        Optional<LeadingCause> cause = Arrays.stream(LeadingCause.values())
                .filter(each -> each.id().equals(id))
                .findFirst();
        return cause.orElseThrow(() -> unusable(
                file,
                new Problem(
                        key + ".cause",
                        "a cause that jobs/evalgap diagnose --help lists",
                        id,
                        Spelling.nearest(id, ids),
                        0,
                        0)));
    }

    private Study study(String name, Config plant, String network) {
        Config own = part(plant, ConfigUtil.joinPath("on", network));
        Config all = part(plant, "trial");
        Config base = root.getConfig(ConfigUtil.joinPath("networks", network));
        Config trial = own.withFallback(own.hasPath("network") ? all.withoutPath("network") : all)
                .withFallback(own.hasPath("network.kind") ? base.withoutPath("network") : base);
        Config study = ConfigFactory.empty()
                .withValue("study.trial", trial.root())
                .withFallback(root.getConfig("study").atPath("study"))
                .withValue("study.name", ConfigValueFactory.fromAnyRef(name + " in " + network));
        if (plant.hasPath("dataset")) {
            study = study.withValue("study.dataset", plant.getValue("dataset"));
        }
        return StudyReader.parse(
                file + ": " + name + " in " + network, study.root().render(ConfigRenderOptions.concise()));
    }

    private Config part(Config plant, String path) {
        return plant.hasPath(path) ? object(plant, path, path).toConfig() : ConfigFactory.empty();
    }
}
