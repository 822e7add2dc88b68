package org.evalgap.experiment.transform;

import java.util.List;
import org.evalgap.experiment.data.Dataset;
import org.evalgap.experiment.data.ImageSet;
import org.evalgap.experiment.random.SplitMix64;
import org.evalgap.nn.Shape;
import org.evalgap.nn.ShapeException;

/** A list of transforms and the normalization, compiled for one shape of images. Immutable. */
public final class TransformPipeline {

    private TransformPipeline() {}

    /**
     * @param transforms in order of their stages
     * @param dataset gives the shape of the images, the mean and the standard deviation
     * @throws ShapeException if an image is too small for a transform, or the stages are out of order; the setting is
     *     then named {@code [i]} or {@code [i].size}
     */
    public static TransformPipeline compile(List<Transform> transforms, Dataset dataset) {
        return compile(transforms, dataset.train().shape(), dataset.mean(), dataset.standardDeviation());
    }

    /**
     * @param transforms in order of their stages
     * @param input shape of the images
     * @param mean of each channel, where pixels run from 0 to 1
     * @param standardDeviation of each channel, where pixels run from 0 to 1
     * @throws ShapeException as above
     */
    public static TransformPipeline compile(
            List<Transform> transforms, Shape input, float[] mean, float[] standardDeviation) {
        throw new UnsupportedOperationException();
    }

    /**
     * The shape of what the transforms leave, checked without a dataset.
     *
     * @throws ShapeException as above
     */
    public static Shape outputShape(List<Transform> transforms, Shape input) {
        throw new UnsupportedOperationException();
    }

    /** Shape of what {@link #apply} writes. */
    public Shape outputShape() {
        throw new UnsupportedOperationException();
    }

    /** Whether two applications to one image can differ. */
    public boolean isRandom() {
        throw new UnsupportedOperationException();
    }

    /**
     * Transforms and normalizes one image. Allocates nothing.
     *
     * @param images of the shape this was compiled for
     * @param index of the image in {@code images}
     * @param random drawn from as the transforms need; not touched if none is random
     * @param target receives [H, W, C] of the output shape
     * @param offset where in {@code target}
     */
    public void apply(ImageSet images, int index, SplitMix64 random, float[] target, int offset) {
        throw new UnsupportedOperationException();
    }
}
