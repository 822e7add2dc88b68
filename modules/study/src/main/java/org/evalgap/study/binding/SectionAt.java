package org.evalgap.study.binding;

/**
 * An object of a study file, where it stands.
 *
 * @param path its key from the top; {@code []} marks elements of a list
 * @param settings its keys
 */
public record SectionAt(String path, Settings<?> settings) {}
