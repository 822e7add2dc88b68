package org.evalgap.study.config;

import java.util.Locale;

/** Java names as study files write them: lower case, words joined by hyphens. */
final class Names {

    private Names() {}

    /** {@code BEFORE_NORM} as {@code before-norm}. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code ghostBatchSize} as {@code ghost-batch-size}. */
    static String ofComponent(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
