package org.evalgap.nn.graph;

/**
 * A normalization that leaves out its trained scale and shift (PyTorch's {@code affine=False}): γ = 1 and β = 0.
 *
 * @param normalization a {@link NormSpec}
 */
public record WithoutAffine(LayerSpec normalization) implements LayerSpec {

    public WithoutAffine {
        if (!(normalization instanceof NormSpec)) {
            throw new ShapeException("normalization", "a norm", normalization.toString());
        }
    }

    /** The normalization, if a layer is one without scale and shift; else the layer itself. */
    public static LayerSpec normalization(LayerSpec layer) {
        return layer instanceof WithoutAffine plain ? plain.normalization : layer;
    }

    @Override
    public Shape outputShape(Shape input) {
        return normalization.outputShape(input);
    }
}
