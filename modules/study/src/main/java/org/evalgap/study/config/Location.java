package org.evalgap.study.config;

import com.typesafe.config.ConfigUtil;
import java.util.Comparator;
import java.util.Optional;
import org.evalgap.study.grid.Cell;

/** Where in the file a setting stands that a reader knows by its key. */
@FunctionalInterface
interface Location {

    /** A setting that stands where its key says. */
    Location STUDY = key -> key;

    /** The path in the file of a key such as {@code training.batch-size} or {@code network.layers[2].kernel}. */
    String show(String key);

    /** The keys of a cell's trial: on an axis, or else in the base trial. */
    static Location of(Cell cell) {
        return key -> chosen(cell, key)
                .map(choice -> axis(choice.key()) + "[" + choice.index() + "]"
                        + key.substring(choice.key().length()))
                .orElse("study.trial." + key);
    }

    /** The path of an axis. */
    static String axis(String key) {
        return "study.grid." + quoted(key);
    }

    /** A name as one element of a path. */
    static String quoted(String name) {
        return name.matches("[A-Za-z0-9_-]+") ? name : ConfigUtil.quoteString(name);
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
