package org.evalgap.nn.graph;

import java.util.Optional;

/** A layer that shifts and scales what enters it by means and variances of it. */
public sealed interface NormSpec extends LayerSpec
        permits BatchRenorm, InstanceNorm, LayerSpec.BatchNorm, LayerSpec.GroupNorm, LayerSpec.LayerNorm {

    /** The normalization that a layer is, with or without scale and shift; empty for any other layer. */
    static Optional<NormSpec> of(LayerSpec layer) {
        return WithoutAffine.normalization(layer) instanceof NormSpec norm ? Optional.of(norm) : Optional.empty();
    }

    /** Its name in settings and tables: batch, batch-renorm, group, layer or instance. */
    String kind();

    /** Added to the variance. */
    double epsilon();

    /** The same with another epsilon. */
    NormSpec withEpsilon(double other);
}
