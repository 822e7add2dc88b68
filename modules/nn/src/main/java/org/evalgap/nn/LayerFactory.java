package org.evalgap.nn;

import java.util.ArrayList;
import java.util.List;

/** Makes the layers of one network, numbered as {@link NetworkSpec#forEachLayer} visits them. */
final class LayerFactory {

    private int next;

    Chain chain(List<LayerSpec> specs, Shape input) {
        List<Layer> layers = new ArrayList<>();
        Shape shape = input;
        for (LayerSpec spec : specs) {
            layers.add(layer(spec, shape));
            shape = spec.outputShape(shape);
        }
        return new Chain(layers);
    }

    private Layer layer(LayerSpec layer, Shape input) {
        int index = next++;
        if (layer instanceof LayerSpec.Conv2d spec) {
            return new ConvolutionLayer(index, spec, input);
        } else if (layer instanceof LayerSpec.Linear spec) {
            return new LinearLayer(index, spec, input);
        } else if (layer instanceof LayerSpec.BatchNorm spec) {
            return NormalizationLayer.batch(index, spec, input);
        } else if (layer instanceof LayerSpec.GroupNorm spec) {
            return NormalizationLayer.group(index, spec, input);
        } else if (layer instanceof LayerSpec.LayerNorm spec) {
            return NormalizationLayer.layer(index, spec, input);
        } else if (layer instanceof LayerSpec.Dropout spec) {
            return new DropoutLayer(spec);
        } else if (layer instanceof LayerSpec.Relu) {
            return new ReluLayer();
        } else if (layer instanceof LayerSpec.MaxPool2d spec) {
            return new MaxPoolLayer(spec, input);
        } else if (layer instanceof LayerSpec.AvgPool2d spec) {
            return new AveragePoolLayer(spec, input);
        } else if (layer instanceof LayerSpec.GlobalAvgPool spec) {
            return new AveragePoolLayer(spec, input);
        } else if (layer instanceof LayerSpec.Flatten) {
            return new FlattenLayer();
        } else if (layer instanceof LayerSpec.Residual spec) {
            Chain body = chain(spec.body(), input);
            return new ResidualLayer(body, chain(spec.shortcut(), input));
        } else if (layer instanceof LayerSpec.ScalarBias) {
            return ScalarLayer.bias(index);
        } else if (layer instanceof LayerSpec.ScalarScale) {
            return ScalarLayer.scale(index);
        }
        throw new IllegalArgumentException("no layer for " + layer);
    }
}
