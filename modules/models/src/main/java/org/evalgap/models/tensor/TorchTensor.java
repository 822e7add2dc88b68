package org.evalgap.models.tensor;

/**
 * A tensor as a pickle describes it: a strided view of a storage. Nothing about it is checked yet.
 *
 * @param offset of the first element in the storage, in elements
 * @param strides in elements
 */
public record TorchTensor(TorchStorage storage, long offset, long[] shape, long[] strides) {}
