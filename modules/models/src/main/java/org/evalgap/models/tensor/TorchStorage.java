package org.evalgap.models.tensor;

/**
 * The untyped bytes of one or more tensors, as a pickle refers to them.
 *
 * @param key name of the archive's entry under {@code data/}
 * @param elements how many the pickle says there are
 */
public record TorchStorage(String key, ElementType type, long elements) {}
