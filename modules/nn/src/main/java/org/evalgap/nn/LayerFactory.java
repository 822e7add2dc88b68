package org.evalgap.nn;

/** Makes the operation of a node. */
final class LayerFactory {

    private LayerFactory() {}

    static Operation operation(PlacedNode node) {
        Operator operator = node.operator();
        if (operator instanceof Merge merge) {
            return merge(merge, node);
        } else if (operator instanceof Spatial spatial) {
            return spatial(spatial, node);
        } else if (operator instanceof Activation activation) {
            return new ActivationLayer(Curve.of(activation));
        } else if (operator instanceof Rearrangement rearrangement) {
            return rearrangement(rearrangement, node);
        } else if (operator instanceof LayerSpec.Conv2d spec) {
            return ConvolutionLayer.of(node, Spatial.Convolution.of(spec));
        } else if (operator instanceof LayerSpec.Linear spec) {
            return new LinearLayer(node, spec);
        } else if (operator instanceof LayerSpec.Dropout spec) {
            return new DropoutLayer(spec);
        } else if (operator instanceof LayerSpec.Relu) {
            return new ReluLayer();
        } else if (operator instanceof LayerSpec.MaxPool2d spec) {
            return MaxPoolLayer.of(Spatial.MaxPool.of(spec), node.inputShape());
        } else if (operator instanceof LayerSpec.AvgPool2d spec) {
            return AveragePoolLayer.of(Spatial.AveragePool.of(spec), node.inputShape());
        } else if (operator instanceof LayerSpec.GlobalAvgPool) {
            return AveragePoolLayer.of(Spatial.AveragePool.global(node.inputShape()), node.inputShape());
        } else if (operator instanceof LayerSpec.Flatten) {
            return new ViewLayer(node.outputShape());
        } else if (operator instanceof LayerSpec.ScalarBias) {
            return ScalarLayer.bias(node);
        } else if (operator instanceof LayerSpec.ScalarScale) {
            return ScalarLayer.scale(node);
        }
        return NormalizationLayer.of(node);
    }

    private static Operation merge(Merge merge, PlacedNode node) {
        if (merge instanceof Merge.Add) {
            return new AddLayer();
        } else if (merge instanceof Merge.Concat) {
            return new ConcatLayer(node.outputShape());
        }
        return MultiplyLayer.of(node);
    }

    private static Layer spatial(Spatial spatial, PlacedNode node) {
        if (spatial instanceof Spatial.Convolution spec) {
            return ConvolutionLayer.of(node, spec);
        } else if (spatial instanceof Spatial.MaxPool spec) {
            return MaxPoolLayer.of(spec, node.inputShape());
        } else if (spatial instanceof Spatial.AveragePool spec) {
            return AveragePoolLayer.of(spec, node.inputShape());
        } else if (spatial instanceof Spatial.Pad spec) {
            return new PadLayer(spec, node.inputShape());
        }
        return new AdaptivePoolLayer(node.inputShape(), node.outputShape());
    }

    private static Layer rearrangement(Rearrangement rearrangement, PlacedNode node) {
        if (rearrangement instanceof Rearrangement.ChannelSlice spec) {
            return new ChannelSliceLayer(spec.from(), node.outputShape());
        } else if (rearrangement instanceof Rearrangement.ChannelShuffle spec) {
            return new ChannelShuffleLayer(spec.groups());
        } else if (rearrangement instanceof Rearrangement.Identity) {
            return new ViewLayer(node.outputShape());
        }
        return ReshapeLayer.of(node.inputShape(), node.outputShape());
    }
}
