package org.evalgap.data.transform;

import java.util.ArrayList;
import java.util.List;
import org.evalgap.data.Dataset;
import org.evalgap.data.ImageSet;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;

/**
 * A list of transforms and the normalization, compiled for one shape of images: one copy from bytes to floats through a
 * table, then whatever the table cannot hold. Immutable.
 */
public final class TransformPipeline {

    private static final int PIXEL_VALUES = 256;

    private final Shape input;
    private final Geometry geometry;
    private final float[] table;
    private final ValueStep[] steps;
    private final boolean random;

    private TransformPipeline(Shape input, Geometry geometry, float[] table, List<ValueStep> steps, boolean random) {
        this.input = input;
        this.geometry = geometry;
        this.table = table;
        this.steps = steps.toArray(ValueStep[]::new);
        this.random = random;
    }

    /**
     * Compiles transforms for a dataset.
     *
     * @param transforms in order of their stages
     * @param dataset gives the shape of the images, the mean and the standard deviation
     * @throws ShapeException if an image is too small for a transform, or the stages are out of order; the setting is
     *     then {@code [i].size} or {@code [i]}
     */
    public static TransformPipeline compile(List<Transform> transforms, Dataset dataset) {
        return compile(transforms, dataset.train().shape(), dataset.mean(), dataset.standardDeviation());
    }

    /**
     * Compiles transforms for images of one shape.
     *
     * @param transforms in order of their stages
     * @param input shape of the images
     * @param mean of each channel, where pixels run from 0 to 1
     * @param standardDeviation of each channel, where pixels run from 0 to 1
     * @throws ShapeException if an image is too small for a transform, or the stages are out of order; the setting is
     *     then {@code [i].size} or {@code [i]}
     */
    public static TransformPipeline compile(
            List<Transform> transforms, Shape input, float[] mean, float[] standardDeviation) {
        outputShape(transforms, input);
        Geometry geometry = new Geometry(ofStage(Transform.Stage.GEOMETRY, transforms), input);
        List<ValueStep> steps = new ArrayList<>();
        for (Transform transform : ofStage(Transform.Stage.PIXELS, transforms)) {
            steps.add(ValueStep.of(transform, geometry.outputShape()));
        }
        steps.add(new ValueStep.Normalize(mean.clone(), standardDeviation.clone()));
        for (Transform transform : ofStage(Transform.Stage.NORMALIZED, transforms)) {
            steps.add(ValueStep.of(transform, geometry.outputShape()));
        }
        float[] table = identityTable(input.channels());
        int tabled = 0;
        while (tabled < steps.size() && steps.get(tabled).isPointwise()) {
            // The table is an image of 256 pixels, one of each value.
            steps.get(tabled).apply(table, 0, table.length, null);
            tabled++;
        }
        return new TransformPipeline(
                input,
                geometry,
                table,
                steps.subList(tabled, steps.size()),
                transforms.stream().anyMatch(Transform::isRandom));
    }

    /**
     * The shape of what the transforms leave.
     *
     * @throws ShapeException if an image is too small for a transform, or the stages are out of order; the setting is
     *     then {@code [i].size} or {@code [i]}
     */
    public static Shape outputShape(List<Transform> transforms, Shape input) {
        Shape shape = input;
        for (int i = 0; i < transforms.size(); i++) {
            Transform transform = transforms.get(i);
            if (i > 0 && transform.stage().compareTo(transforms.get(i - 1).stage()) < 0) {
                throw new ShapeException(
                        "[" + i + "]",
                        "crops and flips, then brightness, contrast and corruptions, then noise and affine",
                        transform.name() + " after " + transforms.get(i - 1).name());
            }
            try {
                shape = transform.outputShape(shape);
            } catch (ShapeException e) {
                throw new ShapeException("[" + i + "]." + e.setting(), e.expected(), e.received());
            }
        }
        return shape;
    }

    /** Shape of what {@link #apply} writes. */
    public Shape outputShape() {
        return geometry.outputShape();
    }

    /** Whether two applications to one image can differ. */
    public boolean isRandom() {
        return random;
    }

    /**
     * Transforms and normalizes one image. Allocates nothing, unless for a corruption.
     *
     * @param images of the shape this was compiled for
     * @param index of the image in {@code images}
     * @param random drawn from as the transforms need; may be null if none is random
     * @param target receives [H, W, C] of the output shape
     * @param offset where in {@code target}
     */
    public void apply(ImageSet images, int index, SplitMix64 random, float[] target, int offset) {
        if (!images.shape().equals(input)) {
            throw new IllegalArgumentException("images: expected " + input + ", received " + images.shape());
        }
        geometry.copy(images.pixels(), images.offset(index), table, random, target, offset);
        int end = offset + geometry.outputShape().size();
        for (ValueStep step : steps) {
            step.apply(target, offset, end, random);
        }
    }

    private static List<Transform> ofStage(Transform.Stage stage, List<Transform> transforms) {
        return transforms.stream()
                .filter(transform -> transform.stage() == stage)
                .toList();
    }

    // [256, C]
    private static float[] identityTable(int channels) {
        float[] table = new float[PIXEL_VALUES * channels];
        for (int i = 0; i < table.length; i++) {
            table[i] = i / channels;
        }
        return table;
    }
}
