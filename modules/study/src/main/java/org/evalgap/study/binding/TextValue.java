package org.evalgap.study.binding;

/**
 * A value that one text stands for, which {@code toString} gives back. Its class has a static method {@code read(String
 * text, BiConsumer<String, String> refuse)} that makes it of that text, or tells what was expected and received and
 * returns null.
 */
public interface TextValue {}
