package org.evalgap.nn.layer;

import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.Rearrangement;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.Tensor;
import org.evalgap.nn.program.Compilation;
import org.evalgap.nn.program.Layer;

/** The input under another shape, or its own: {@link LayerSpec.Flatten}, {@link Rearrangement.Identity}. */
public final class ViewLayer implements Layer {

    private final Shape outputShape;

    public ViewLayer(Shape outputShape) {
        this.outputShape = outputShape;
    }

    @Override
    public Node compile(Compilation c, Tensor x) {
        return new ViewNode(
                x, x.reshape(c.batchSize(), outputShape.height(), outputShape.width(), outputShape.channels()));
    }

    private record ViewNode(Tensor input, Tensor output) implements Node {
        @Override
        public Tensor backward(Compilation c, Tensor dy) {
            return dy.reshape(input.shape());
        }
    }
}
