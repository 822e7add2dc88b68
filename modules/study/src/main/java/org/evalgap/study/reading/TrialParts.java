package org.evalgap.study.reading;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.evalgap.study.binding.Field;
import org.evalgap.study.binding.Settings;
import org.evalgap.study.grid.Cell;
import org.evalgap.study.problems.Location;
import org.evalgap.study.settings.TrialConfig;

/** The keys of a trial, as axes and cells have them: without what is above the trial. */
final class TrialParts {

    static final Settings<TrialConfig> SETTINGS = Settings.of(TrialConfig.class);

    private static final String ABOVE = "study.trial";
    private static final List<String> AXIS_KEYS = axes();

    private TrialParts() {}

    /** Every key that can be an axis. */
    static List<String> axisKeys() {
        return AXIS_KEYS;
    }

    private static List<String> axes() {
        return SETTINGS.sections(ABOVE).stream()
                .filter(section -> !section.path().contains("[]"))
                .flatMap(TrialParts::keys)
                .map(key -> key.substring(ABOVE.length() + 1))
                .distinct()
                .toList();
    }

    private static Stream<String> keys(Settings.At section) {
        return section.settings().names().stream().map(name -> section.path() + "." + name);
    }

    /** The value at a key as an object, if it is one or a name that stands for one. */
    static Optional<ConfigObject> object(String key, ConfigValue value) {
        List<String> path = ConfigUtil.splitPath(key);
        Optional<Field> field = Optional.of(SETTINGS.field(path.get(0)));
        for (String name : path.subList(1, path.size())) {
            field = field.flatMap(outer -> outer.within(name));
        }
        return field.map(known -> known.object(value)).orElseGet(() -> Field.kind(value));
    }

    /** Where the keys of a cell's trial stand: on an axis, or else in the base trial. */
    static Location location(Cell cell) {
        return key -> chosen(cell, key)
                .map(choice -> axis(choice.key()) + "[" + choice.index() + "]"
                        + key.substring(choice.key().length()))
                .orElse(ABOVE + "." + key);
    }

    /** The path of an axis. */
    static String axis(String key) {
        return "study.grid." + Location.quoted(key);
    }

    private static Optional<Cell.Choice> chosen(Cell cell, String key) {
        return cell.choices().stream()
                .filter(choice -> covers(choice.key(), key))
                .max(Comparator.comparingInt(choice -> choice.key().length()));
    }

    private static boolean covers(String axis, String key) {
        return key.equals(axis) || key.startsWith(axis + ".") || key.startsWith(axis + "[");
    }
}
