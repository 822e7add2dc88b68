package org.evalgap.nn;

import java.util.List;

/** An operation of one input. */
interface PlainLayer extends PlainOperation {

    double[] forward(double[] x);

    /** The gradient of the input of the last forward pass. */
    double[] gradient(double[] dy);

    @Override
    default double[] forward(List<double[]> inputs) {
        return forward(inputs.get(0));
    }

    @Override
    default List<double[]> backward(double[] dy) {
        return List.of(gradient(dy));
    }
}
