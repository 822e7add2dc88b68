package org.evalgap.nn;

import java.util.List;

/** What one node of a network computes: its variables, and how it compiles itself. Holds no state of any pass. */
interface Operation {

    /** Its arrays, in the order parameters are stored. */
    default List<Variable> variables() {
        return List.of();
    }

    /** Arrays it reads that are no state of the network: they are filled once, and nobody trains or stores them. */
    default List<Variable> constants() {
        return List.of();
    }

    /** Its running statistics, in order. */
    default List<RunningStatistics> runningStatistics() {
        return List.of();
    }

    /**
     * Emits the forward calls on {@code inputs}, each [N, H, W, C], and returns what the backward pass will need. Others
     * read the inputs too: they must not be overwritten.
     */
    Compiled compile(Compilation c, List<Tensor> inputs);

    /** One operation inside one program. */
    interface Compiled {

        /** Where the forward calls leave the output [N, H, W, C]; may be an input or share its memory. */
        Tensor output();

        /**
         * Emits the calls that turn the gradient of the output into those of the inputs and into the gradients of the
         * operation's parameters.
         *
         * @param outputGradient may be overwritten
         * @return one for each input, which share no memory with each other; one may share it with {@code
         *     outputGradient}. Null for the images of the pass, whose gradient nobody needs.
         */
        List<Tensor> backward(Compilation c, Tensor outputGradient);
    }
}
