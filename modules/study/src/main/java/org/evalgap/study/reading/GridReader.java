package org.evalgap.study.reading;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.evalgap.study.binding.Canonical;
import org.evalgap.study.binding.Names;
import org.evalgap.study.grid.Axis;
import org.evalgap.study.grid.Exclusion;
import org.evalgap.study.grid.Grid;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Problems;

/** Reads axes and exclusions; what is wrong is reported and left out of the grid. */
final class GridReader {

    private final Problems problems;

    GridReader(Problems problems) {
        this.problems = problems;
    }

    /** The grid; empty if it has more cells than can be counted. */
    Optional<Grid> read(ConfigObject axes, ConfigList exclusions) {
        List<Axis> read = axes(axes);
        List<Exclusion> excluded = exclusions(exclusions, read);
        try {
            return Optional.of(new Grid(read, excluded));
        } catch (ArithmeticException e) {
            problems.add("study.grid", "at most " + Long.MAX_VALUE + " cells", "more");
            return Optional.empty();
        }
    }

    private List<Axis> axes(ConfigObject object) {
        List<Axis> axes = new ArrayList<>();
        DottedKeys.of(object, TrialParts::axis, problems).forEach((key, value) -> {
            if (knownAxis(key) && value instanceof ConfigList list && !list.isEmpty()) {
                axes.add(new Axis(key, distinct(key, list)));
            } else if (knownAxis(key)) {
                problems.add(TrialParts.axis(key), "a list of at least one value", value);
            } else {
                problems.addUnknown(TrialParts.axis(key), "a key of the trial", key, TrialParts.axisKeys());
            }
        });
        return axes;
    }

    private static boolean knownAxis(String key) {
        return TrialParts.axisKeys().contains(key);
    }

    private List<ConfigValue> distinct(String key, ConfigList values) {
        Map<String, Integer> first = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            Integer same = first.putIfAbsent(Canonical.json(values.get(i)), i);
            if (same != null) {
                problems.add(
                        TrialParts.axis(key) + "[" + i + "]",
                        "a value that differs from " + TrialParts.axis(key) + "[" + same + "]",
                        values.get(i));
            }
        }
        return first.values().stream().map(values::get).toList();
    }

    private List<Exclusion> exclusions(ConfigList entries, List<Axis> axes) {
        List<Exclusion> exclusions = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            String path = "study.exclude[" + i + "]";
            if (entries.get(i) instanceof ConfigObject entry && !entry.isEmpty()) {
                exclusion(entry, path, axes).ifPresent(exclusions::add);
            } else {
                problems.add(path, "an object of axes and the values that are left out together", entries.get(i));
            }
        }
        return exclusions;
    }

    private Optional<Exclusion> exclusion(ConfigObject entry, String path, List<Axis> axes) {
        int before = problems.size();
        Map<String, Set<Integer>> values = new HashMap<>();
        DottedKeys.of(entry, key -> path + "." + Location.quoted(key), problems).forEach((key, value) -> {
            String where = path + "." + Location.quoted(key);
            Optional<Axis> axis =
                    axes.stream().filter(known -> known.key().equals(key)).findFirst();
            if (axis.isPresent()) {
                values.put(key, positions(axis.get(), value, where));
            } else {
                problems.addUnknown(
                        where,
                        "an axis of the grid",
                        key,
                        axes.stream().map(Axis::key).toList());
            }
        });
        return problems.size() == before ? Optional.of(new Exclusion(values)) : Optional.empty();
    }

    /** A value of the axis, or else a list of such values. */
    private Set<Integer> positions(Axis axis, ConfigValue value, String where) {
        Optional<Integer> whole = position(axis, value);
        if (whole.isPresent() || !(value instanceof ConfigList list)) {
            return Set.of(whole.orElseGet(() -> unknownValue(axis, value, where)));
        }
        Set<Integer> positions = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            ConfigValue element = list.get(i);
            String elementPath = where + "[" + i + "]";
            positions.add(position(axis, element).orElseGet(() -> unknownValue(axis, element, elementPath)));
        }
        return positions;
    }

    private int unknownValue(Axis axis, ConfigValue value, String where) {
        List<String> labels =
                IntStream.range(0, axis.values().size()).mapToObj(axis::label).toList();
        boolean isName = value.valueType() == ConfigValueType.STRING;
        problems.addUnknown(where, "a value of the axis: " + Names.oneOf(labels), value, isName ? labels : List.of());
        return -1;
    }

    private static Optional<Integer> position(Axis axis, ConfigValue value) {
        String wanted = Canonical.json(value);
        return IntStream.range(0, axis.values().size())
                .filter(i -> Canonical.json(axis.values().get(i)).equals(wanted)
                        || axis.label(i).equals(value.unwrapped()))
                .boxed()
                .findFirst();
    }
}
