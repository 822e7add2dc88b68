package org.evalgap.study.config;

/**
 * One key of a section. It is required unless it is optional or has a default.
 *
 * @param name as it is written
 * @param type what it accepts
 * @param optional whether it may be absent without having a default
 * @param meaning one sentence for the reference, with the unit
 */
record Key<T>(String name, ValueType<T> type, boolean optional, String meaning) {

    static <T> Key<T> of(String name, ValueType<T> type, String meaning) {
        return new Key<>(name, type, false, meaning);
    }

    static <T> Key<T> optional(String name, ValueType<T> type, String meaning) {
        return new Key<>(name, type, true, meaning);
    }
}
