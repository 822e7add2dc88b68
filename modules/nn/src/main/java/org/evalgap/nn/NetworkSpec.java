package org.evalgap.nn;

import java.util.List;

/**
 * A classifier as a value: a chain of layers from an input shape to one logit per class.
 *
 * @param input shape of one sample
 * @param classes number of classes, at least 2
 * @param layers in order; the last must leave {@code classes} features
 */
public record NetworkSpec(Shape input, int classes, List<LayerSpec> layers) {

    /**
     * @throws ShapeException if a layer cannot take what the one before it leaves, or the last does not leave one logit
     *     per class; the setting is then named {@code layers[i].kernel}
     */
    public NetworkSpec {
        layers = List.copyOf(layers);
        if (classes < 2) {
            throw new ShapeException("classes", "an integer of at least 2", Integer.toString(classes));
        }
        Shape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            try {
                shape = layers.get(i).outputShape(shape);
            } catch (ShapeException e) {
                throw new ShapeException("layers[" + i + "]." + e.setting(), e.expected(), e.received());
            }
        }
        if (!shape.equals(Shape.features(classes))) {
            throw new ShapeException("layers", "a last layer that leaves " + classes + " logits", shape.toString());
        }
    }

    /**
     * The smallest number of values any BatchNorm normalizes together when {@code batchSize} samples pass; PyTorch (and
     * this project) refuses 1. {@link Integer#MAX_VALUE} when there is no BatchNorm.
     */
    public int smallestBatchNormCount(int batchSize) {
        int smallest = Integer.MAX_VALUE;
        Shape shape = input;
        for (LayerSpec layer : layers) {
            if (layer instanceof LayerSpec.BatchNorm norm) {
                smallest = Math.min(smallest, smallestSet(norm, batchSize) * shape.pixels());
            }
            shape = layer.outputShape(shape);
        }
        return smallest;
    }

    /** Samples in the smallest sub-batch of a batch: the last one may be ragged. */
    private static int smallestSet(LayerSpec.BatchNorm norm, int batchSize) {
        int size = norm.ghostBatchSize();
        if (size == 0 || size >= batchSize) {
            return batchSize;
        }
        return batchSize % size == 0 ? size : batchSize % size;
    }
}
