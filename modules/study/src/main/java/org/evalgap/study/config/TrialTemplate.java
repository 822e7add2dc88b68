package org.evalgap.study.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.study.grid.Cell;

/**
 * The base trial of a study, to be completed by the cells of its grid. Cells share what they have in common, so that a
 * large grid costs no more than its distinct networks, trainings and augmentations. Not safe for use by several threads.
 */
public final class TrialTemplate {

    private final ConfigObject base;
    private final Map<List<Object>, Outcome<NetworkConfig>> networks = new HashMap<>();
    private final Map<List<Object>, Outcome<TrainingConfig>> trainings = new HashMap<>();
    private final Map<List<Object>, Outcome<TransformPair>> augmentations = new HashMap<>();

    TrialTemplate(ConfigObject base) {
        this.base = base;
    }

    Outcome<NetworkConfig> network(Cell cell) {
        String key = TrialSection.NETWORK.name();
        return networks.computeIfAbsent(
                choices(cell, key),
                absent -> read(
                        cell,
                        key,
                        (value, problems) -> NetworkSection.VARIANTS.read(value, key, Location.of(cell), problems)));
    }

    Outcome<TrainingConfig> training(Cell cell) {
        String key = TrialSection.TRAINING.name();
        return trainings.computeIfAbsent(
                choices(cell, key),
                absent -> read(cell, key, (value, problems) -> {
                    Location location = Location.of(cell);
                    ConfigObject object = TrialSection.TRAINING.type().read(value, location.show(key), problems);
                    return object == null
                            ? null
                            : TrainingSection.read(
                                    new SectionReader(TrainingSection.SECTION, object, key, location, problems));
                }));
    }

    Outcome<TransformPair> augmentation(Cell cell) {
        String key = TrialSection.AUGMENTATION.name();
        return augmentations.computeIfAbsent(
                choices(cell, key),
                absent -> read(
                        cell,
                        key,
                        (value, problems) -> AugmentationSection.read(value, key, Location.of(cell), problems)));
    }

    /**
     * Everything that is set in a cell: its own values over the base trial over the defaults.
     *
     * @throws StudyException if that does not make a trial
     */
    TrialConfig trial(Cell cell) {
        Outcome<NetworkConfig> network = network(cell);
        Outcome<TrainingConfig> training = training(cell);
        Outcome<TransformPair> augmentation = augmentation(cell);
        List<Problem> problems = Stream.of(network, training, augmentation)
                .flatMap(outcome -> outcome.problems().stream())
                .toList();
        if (!problems.isEmpty()) {
            throw new StudyException("cell " + cell.label(), problems);
        }
        return new TrialConfig(
                network.value().orElseThrow(),
                training.value().orElseThrow(),
                augmentation.value().orElseThrow());
    }

    private interface PartReader<T> {
        T read(ConfigValue value, Problems problems);
    }

    private <T> Outcome<T> read(Cell cell, String part, PartReader<T> reader) {
        Problems problems = new Problems();
        ConfigValue value = completed(cell, part).get(part);
        if (value == null) {
            Key<?> key = TrialSection.SECTION.keys().stream()
                    .filter(known -> known.name().equals(part))
                    .findFirst()
                    .orElseThrow();
            problems.add(Location.of(cell).show(part), key.type().expected(), "nothing");
            return Outcome.of(null, problems);
        }
        return Outcome.of(reader.read(value, problems), problems);
    }

    /** The base trial with a cell's values for one part; the outer before the inner, so that both hold. */
    private ConfigObject completed(Cell cell, String part) {
        ConfigObject trial = base;
        List<Cell.Choice> outerFirst = choicesOf(cell, part)
                .sorted(Comparator.comparingInt(choice -> choice.key().length()))
                .toList();
        for (Cell.Choice choice : outerFirst) {
            trial = with(trial, "", ConfigUtil.splitPath(choice.key()), choice.value());
        }
        return trial;
    }

    private static ConfigObject with(ConfigObject object, String above, List<String> path, ConfigValue value) {
        String name = path.get(0);
        if (path.size() == 1) {
            return object.withValue(name, value);
        }
        String key = above + name;
        ConfigValue inner = object.get(name);
        ConfigObject below = inner == null
                ? ConfigFactory.empty().root()
                : TrialSection.object(key, inner).orElse(ConfigFactory.empty().root());
        return object.withValue(name, with(below, key + ".", path.subList(1, path.size()), value));
    }

    private static List<Object> choices(Cell cell, String part) {
        List<Object> key = new ArrayList<>();
        choicesOf(cell, part).forEach(choice -> {
            key.add(choice.key());
            key.add(choice.index());
        });
        return key;
    }

    private static Stream<Cell.Choice> choicesOf(Cell cell, String part) {
        return cell.choices().stream()
                .filter(choice -> choice.key().equals(part) || choice.key().startsWith(part + "."));
    }
}
