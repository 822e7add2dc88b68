package org.evalgap.nn;

import java.util.List;

/**
 * The arrays of one network in native memory: trainable parameters and then running statistics as one flat tensor, the
 * gradients of the parameters as another. Binds the network's variables to their parts of them.
 */
final class NetworkMemory implements AutoCloseable {

    private final NativeMemory memory = new NativeMemory();
    private final Precision precision;
    private final List<Variable> variables;
    private final Tensor state;
    private final Tensor gradients;
    private boolean closed;

    /** @param constants arrays that are no state, filled once */
    NetworkMemory(Precision precision, List<Variable> variables, List<Variable> constants) {
        this.precision = precision;
        this.variables = variables;
        int parameters = lengthOf(variables, true);
        try {
            state = memory.allocate(precision, parameters + lengthOf(variables, false));
            gradients = memory.allocate(precision, parameters);
            bind(parameters);
            constants.forEach(this::fill);
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    Precision precision() {
        return precision;
    }

    /** Parameters, then running statistics. */
    Tensor state() {
        return state;
    }

    Tensor parameters() {
        return state.part(0, gradients.length());
    }

    Tensor gradients() {
        return gradients;
    }

    /** @throws IllegalStateException after the end */
    void requireOpen() {
        if (closed) {
            throw new IllegalStateException(Variable.CLOSED);
        }
    }

    @Override
    public void close() {
        closed = true;
        variables.forEach(variable -> variable.bind(null, null));
        memory.close();
    }

    private void bind(int parameters) {
        long nextParameter = 0;
        long nextStatistic = parameters;
        for (Variable variable : variables) {
            if (variable.role().trainable()) {
                variable.bind(
                        state.part(nextParameter, variable.shape()), gradients.part(nextParameter, variable.shape()));
                nextParameter += variable.length();
            } else {
                variable.bind(state.part(nextStatistic, variable.shape()), null);
                nextStatistic += variable.length();
            }
        }
    }

    private void fill(Variable constant) {
        constant.bind(memory.allocate(precision, constant.shape()), memory.allocate(precision, constant.shape()));
        constant.initializer().fill(constant.values(), constant.length(), null);
    }

    private static int lengthOf(List<Variable> variables, boolean trainable) {
        return variables.stream()
                .filter(variable -> variable.role().trainable() == trainable)
                .mapToInt(Variable::length)
                .sum();
    }
}
