package org.evalgap.study.reading;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.evalgap.study.binding.Field;
import org.evalgap.study.binding.ObjectReader;
import org.evalgap.study.binding.Records;
import org.evalgap.study.grid.Cell;
import org.evalgap.study.problems.Place;
import org.evalgap.study.problems.Problem;
import org.evalgap.study.problems.Problems;
import org.evalgap.study.settings.TrialConfig;

/**
 * The base trial of a study, to be completed by the cells of its grid. Cells share what they have in common, so that a
 * large grid costs no more than its distinct networks, trainings and augmentations. Not safe for use by several threads.
 */
public final class TrialTemplate {

    private final ConfigObject base;
    private final Map<List<Object>, Outcome> parts = new HashMap<>();

    private TrialTemplate(ConfigObject base) {
        this.base = base;
    }

    /** Reports unknown keys. */
    static TrialTemplate of(ConfigObject base, Place place) {
        new ObjectReader(TrialParts.SETTINGS, base, place);
        ConfigObject whole = base;
        for (Field part : TrialParts.SETTINGS.fields()) {
            if (part.defaultValue().isPresent()) {
                whole = whole.withFallback(part.defaultValue().get().atKey(part.key()));
            }
        }
        return new TrialTemplate(whole);
    }

    /** What is wrong with a cell's trial as such. */
    List<Problem> problems(Cell cell) {
        return outcomes(cell).stream()
                .flatMap(outcome -> outcome.problems().stream())
                .toList();
    }

    /**
     * Everything that is set in a cell: its own values over the base trial over the defaults.
     *
     * @throws StudyException if that does not make a trial
     */
    TrialConfig trial(Cell cell) {
        List<Problem> problems = problems(cell);
        if (!problems.isEmpty()) {
            throw new StudyException("cell " + cell.label(), problems);
        }
        return Records.make(
                TrialConfig.class, outcomes(cell).stream().map(Outcome::value).toArray());
    }

    private List<Outcome> outcomes(Cell cell) {
        return TrialParts.SETTINGS.fields().stream()
                .map(part -> parts.computeIfAbsent(choices(cell, part.key()), absent -> read(cell, part)))
                .toList();
    }

    private Outcome read(Cell cell, Field part) {
        Problems problems = new Problems();
        Place place = new Place(part.key(), TrialParts.location(cell), problems);
        ConfigValue value = completed(cell, part.key()).get(part.key());
        if (value == null) {
            place.refuse(part.expected(), "nothing");
            return new Outcome(null, problems.found());
        }
        return new Outcome(part.read(value, place), problems.found());
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
        Optional<ConfigObject> below =
                inner == null ? Optional.of(ConfigFactory.empty().root()) : TrialParts.object(key, inner);
        // What cannot be an object is left for its reader to refuse.
        return below.map(whole -> object.withValue(name, with(whole, key + ".", path.subList(1, path.size()), value)))
                .orElse(object);
    }

    private static List<Object> choices(Cell cell, String part) {
        List<Object> key = new ArrayList<>();
        key.add(part);
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
