package org.evalgap.study.config;

import java.util.List;
import java.util.Optional;

/**
 * What reading a part of a trial gave.
 *
 * @param value what was read; empty if there are problems
 * @param problems what is wrong
 */
record Outcome<T>(Optional<T> value, List<Problem> problems) {

    Outcome {
        problems = List.copyOf(problems);
    }

    static <T> Outcome<T> of(T value, Problems problems) {
        return new Outcome<>(Optional.ofNullable(value), problems.found());
    }
}
