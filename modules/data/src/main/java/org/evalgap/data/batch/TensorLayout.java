package org.evalgap.data.batch;

import org.evalgap.nn.graph.Shape;

/** Where the channels stand in a batch. */
public enum TensorLayout {
    /** [N, H, W, C], as EvalGap's kernels have it. */
    NHWC {
        @Override
        int index(Shape shape, int interleaved) {
            return interleaved;
        }
    },
    /** [N, C, H, W], as PyTorch has it. */
    NCHW {
        @Override
        int index(Shape shape, int interleaved) {
            return interleaved % shape.channels() * shape.pixels() + interleaved / shape.channels();
        }
    };

    /** Where in an image of this layout the value is that is value {@code interleaved} of [H, W, C]. */
    abstract int index(Shape shape, int interleaved);
}
