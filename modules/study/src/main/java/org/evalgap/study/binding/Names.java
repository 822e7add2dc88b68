package org.evalgap.study.binding;

import java.util.List;
import java.util.Locale;

/** Java names as study files write them: lower case, words joined by hyphens. */
public final class Names {

    private Names() {}

    /** {@code BEFORE_NORM} as {@code before-norm}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code ghostBatchSize} as {@code ghost-batch-size}. */
    public static String of(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The key of a setting, which is a component of that name. */
    public static String key(Setting setting, String component) {
        return setting.key().isEmpty() ? of(component) : setting.key();
    }

    /** {@code a, b or c}. */
    public static String oneOf(List<String> names) {
        return joined(names, " or ");
    }

    /** {@code a, b and c}. */
    public static String allOf(List<String> names) {
        return joined(names, " and ");
    }

    private static String joined(List<String> names, String beforeLast) {
        int last = names.size() - 1;
        return last < 1
                ? String.join("", names)
                : String.join(", ", names.subList(0, last)) + beforeLast + names.get(last);
    }
}
