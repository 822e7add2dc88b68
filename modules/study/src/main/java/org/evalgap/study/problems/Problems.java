package org.evalgap.study.problems;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What is wrong, collected while reading goes on. */
public final class Problems {

    private static final int LONGEST_SHOWN = 80;

    private final List<Problem> found = new ArrayList<>();

    public void add(String path, String expected, String received) {
        found.add(new Problem(path, expected, received));
    }

    public void add(String path, String expected, ConfigValue received) {
        add(path, expected, show(received));
    }

    /** A name that is not one of the known ones. */
    public void addUnknown(String path, String expected, String received, Collection<String> known) {
        Optional<String> nearest = Spelling.nearest(received, known);
        found.add(new Problem(path, expected, received).withSuggestion(nearest));
    }

    /** A value whose text is not one of the known names. */
    public void addUnknown(String path, String expected, ConfigValue received, Collection<String> known) {
        Optional<String> nearest = Spelling.nearest(String.valueOf(received.unwrapped()), known);
        found.add(new Problem(path, expected, show(received)).withSuggestion(nearest));
    }

    public void addAll(Collection<Problem> problems) {
        found.addAll(problems);
    }

    public int size() {
        return found.size();
    }

    public List<Problem> found() {
        return List.copyOf(found);
    }

    /** A value as an error message shows it. */
    static String show(ConfigValue value) {
        if (value == null) {
            return "nothing";
        }
        String text = value.render(ConfigRenderOptions.concise());
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
