package org.evalgap.nn;

import java.io.Serializable;
import java.util.List;

/** What a node of a graph computes: a {@link LayerSpec} of one input, or a {@link Merge} of several. */
public sealed interface Operator extends Serializable permits LayerSpec, Merge {

    /**
     * The shape of one sample that leaves when samples of these shapes enter.
     *
     * @throws ShapeException if the operator cannot take those inputs
     */
    Shape outputShape(List<Shape> inputs);
}
