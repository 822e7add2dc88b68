package org.evalgap.cli.planted;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.study.problems.Problem;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyException;
import org.evalgap.study.reading.StudyReader;

/**
 * A file of plants: {@code study} holds what all have in common, {@code networks} the trial of each network, {@code
 * plants} of each plant its {@code cause}, its {@code trial}, in {@code on} what differs for a network (whose {@code
 * network} stands in for that of the trial), and in {@code networks} which it is for, if not all.
 */
final class PlantedFile {

    private final String file;
    private final Config root;

    private PlantedFile(String file, Config root) {
        this.file = file;
        this.root = root;
    }

    /** @throws StudyException if the file or a study of it is wrong */
    static List<Plant> read(Path path) {
        try {
            return new PlantedFile(
                            path.toString(),
                            ConfigFactory.parseFile(path.toFile()).resolve())
                    .plants();
        } catch (ConfigException e) {
            throw new StudyException(
                    path.toString(), List.of(new Problem("planted", "study, networks and plants", e.getMessage())));
        }
    }

    private List<Plant> plants() {
        List<Plant> plants = new ArrayList<>();
        for (String name : names("plants")) {
            Config plant = root.getConfig(ConfigUtil.joinPath("plants", name));
            List<String> networks = plant.hasPath("networks") ? plant.getStringList("networks") : names("networks");
            for (String network : networks) {
                plants.add(new Plant(name, network, cause(name, plant), study(name, plant, network)));
            }
        }
        return plants;
    }

    /** In alphabetical order: HOCON objects have none of their own. */
    private List<String> names(String key) {
        return root.getObject(key).keySet().stream().sorted().toList();
    }

    private LeadingCause cause(String name, Config plant) {
        String id = plant.getString("cause");
        return Arrays.stream(LeadingCause.values())
                .filter(cause -> cause.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new StudyException(
                        file, List.of(new Problem("plants." + name + ".cause", "the id of a cause", id))));
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
        return StudyReader.parse(
                file + ": " + name + " in " + network, study.root().render(ConfigRenderOptions.concise()));
    }

    private static Config part(Config plant, String path) {
        return plant.hasPath(path) ? plant.getConfig(path) : ConfigFactory.empty();
    }
}
