package org.evalgap.nn;

import java.util.List;

/** A layer of one network: its variables, and how it compiles itself. Holds no state of any pass. */
interface Layer {

    /** Its arrays, in the order parameters are stored. */
    default List<Variable> variables() {
        return List.of();
    }

    /** Its running statistics, in order. */
    default List<RunningStatistics> runningStatistics() {
        return List.of();
    }

    /**
     * Emits the forward calls on {@code input} [N, H, W, C] and returns what the backward pass will need. Others read
     * {@code input} too: it must not be overwritten.
     */
    Node compile(Compilation compilation, Tensor input);

    /** The same for the first layer of a network, whose input is the pass's images and needs no gradient. */
    default Node compileFirst(Compilation compilation, Shape image) {
        Tensor input = compilation.allocate(compilation.batchSize(), image.height(), image.width(), image.channels());
        Values values = input.values();
        int length = compilation.batchSize() * image.size();
        compilation.emit("input", () -> values.copyFrom(compilation.images(), 0, 0, length));
        return compile(compilation, input);
    }

    /** One layer inside one program. */
    interface Node {

        /** Where the forward calls leave the layer's output [N, H, W, C]. */
        Tensor output();

        /**
         * Emits the calls that turn the gradient of the output into that of the input and into the gradients of the
         * layer's parameters.
         *
         * @param outputGradient may be overwritten
         * @return the gradient of the input; may share memory with {@code outputGradient}
         */
        Tensor backward(Compilation compilation, Tensor outputGradient);
    }
}
