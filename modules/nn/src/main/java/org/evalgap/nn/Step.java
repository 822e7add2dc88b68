package org.evalgap.nn;

import java.util.List;
import org.evalgap.nn.graph.PlacedNode;
import org.evalgap.nn.program.Operation;

/**
 * One operation of a program.
 *
 * @param inputs numbers of the values that enter; {@link PlacedNode#IMAGE} for the images
 * @param output number of the value that leaves
 */
record Step(Operation operation, List<Integer> inputs, int output) {}
