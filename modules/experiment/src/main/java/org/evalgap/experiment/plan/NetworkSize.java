package org.evalgap.experiment.plan;

import org.evalgap.nn.LayerSpec;
import org.evalgap.nn.NetworkSpec;
import org.evalgap.nn.Shape;

/**
 * How large a network is, for predictions.
 *
 * @param flops floating-point operations of one image's forward pass
 * @param parameters trainable parameters
 * @param activations values that leave all layers for one image, the image itself included
 */
record NetworkSize(double flops, long parameters, long activations) {

    /** Operations per value of a layer that does little arithmetic: memory is what it waits for. */
    private static final double FLOPS_PER_VALUE = 5;

    private static final double FLOPS_PER_NORMALIZED_VALUE = 20;

    static NetworkSize of(NetworkSpec spec) {
        double flops = 0;
        long parameters = 0;
        long activations = spec.input().size();
        Shape shape = spec.input();
        for (LayerSpec layer : spec.layers()) {
            Shape next = layer.outputShape(shape);
            flops += flops(layer, shape, next);
            parameters += parameters(layer, shape);
            activations += next.size();
            shape = next;
        }
        return new NetworkSize(flops, parameters, activations);
    }

    private static double flops(LayerSpec layer, Shape in, Shape out) {
        if (layer instanceof LayerSpec.Conv2d conv) {
            return 2.0 * conv.kernel() * conv.kernel() * in.channels() * out.size();
        }
        if (layer instanceof LayerSpec.Linear) {
            return 2.0 * in.size() * out.size();
        }
        return in.size() * (isNormalization(layer) ? FLOPS_PER_NORMALIZED_VALUE : FLOPS_PER_VALUE);
    }

    private static long parameters(LayerSpec layer, Shape in) {
        if (layer instanceof LayerSpec.Conv2d conv) {
            long weights = (long) conv.kernel() * conv.kernel() * in.channels() * conv.channels();
            return weights + (conv.bias() ? conv.channels() : 0);
        }
        if (layer instanceof LayerSpec.Linear linear) {
            return (long) in.size() * linear.features() + (linear.bias() ? linear.features() : 0);
        }
        return isNormalization(layer) ? 2L * in.channels() : 0;
    }

    private static boolean isNormalization(LayerSpec layer) {
        return layer instanceof LayerSpec.BatchNorm
                || layer instanceof LayerSpec.GroupNorm
                || layer instanceof LayerSpec.LayerNorm;
    }
}
