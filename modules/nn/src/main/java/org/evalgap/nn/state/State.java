package org.evalgap.nn.state;

/**
 * A copy of a network's state on the heap.
 *
 * @param values trainable parameters, then running statistics
 * @param batches batches that each BatchNorm layer's running statistics have seen
 */
public record State(float[] values, long[] batches) {}
