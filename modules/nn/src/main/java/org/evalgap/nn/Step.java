package org.evalgap.nn;

import java.util.List;

/**
 * One operation of a program.
 *
 * @param inputs numbers of the values that enter; {@link PlacedNode#IMAGE} for the images
 * @param output number of the value that leaves
 */
record Step(Operation operation, List<Integer> inputs, int output) {}
