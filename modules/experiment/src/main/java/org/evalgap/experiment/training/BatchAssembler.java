package org.evalgap.experiment.training;

import java.util.List;
import org.evalgap.data.Dataset;
import org.evalgap.data.ImageSet;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.Transform;
import org.evalgap.data.transform.TransformPipeline;
import org.evalgap.nn.graph.Shape;

/** Turns stored images into one batch after another, in heap arrays that are reused. */
public final class BatchAssembler {

    private final ImageSet images;
    private final TransformPipeline[] domains;
    private final int imageSize;
    private final float[] pixels;
    private final byte[] labels;

    /**
     * @param images the split
     * @param transforms what the images of the first input domain go through
     * @param composition gives the second input domain, if there is one
     * @param dataset gives the normalization
     * @param batchSize most images of a batch
     */
    public BatchAssembler(
            ImageSet images, List<Transform> transforms, BatchComposition composition, Dataset dataset, int batchSize) {
        this.images = images;
        TransformPipeline first = TransformPipeline.compile(transforms, dataset);
        domains = composition instanceof BatchComposition.DomainAlternating alternating
                ? new TransformPipeline[] {
                    first, TransformPipeline.compile(alternating.inSecondDomain(transforms), dataset)
                }
                : new TransformPipeline[] {first};
        imageSize = first.outputShape().size();
        pixels = new float[batchSize * imageSize];
        labels = new byte[batchSize];
    }

    /** Shape of one assembled image. */
    public Shape shape() {
        return domains[0].outputShape();
    }

    /** Number of input domains: 1 or 2. */
    public int domains() {
        return domains.length;
    }

    /** Whether assembling an image twice can give different values. */
    public boolean isRandom() {
        return domains[0].isRandom() || domains[domains.length - 1].isRandom();
    }

    /**
     * Puts an image into the batch.
     *
     * @param position in the batch
     * @param index in the split
     * @param domain 0 or 1
     * @param random drawn from as the transforms need
     */
    public void put(int position, int index, int domain, SplitMix64 random) {
        domains[domain].apply(images, index, random, pixels, position * imageSize);
        labels[position] = (byte) images.label(index);
    }

    /** The batch's images, [N, H, W, C]: the same array each time. */
    public float[] pixels() {
        return pixels;
    }

    /** The batch's classes, [N]: the same array each time. */
    public byte[] labels() {
        return labels;
    }
}
