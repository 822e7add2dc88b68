package org.evalgap.nn.program;

import org.evalgap.nn.kernel.Values;

/** Looks at what enters the normalization layers of a network while a pass runs; see the tapped pass of a network. */
@FunctionalInterface
public interface InputTap {

    /**
     * Called at each forward pass, in the order of the layers, when the input of a normalization layer is computed.
     *
     * @param layer index of the layer in the network's specification
     * @param input [N, H, W, C], to be read and not kept: a later layer may overwrite it
     * @param rows N·H·W
     * @param channels C
     */
    void input(int layer, Values input, int rows, int channels);
}
