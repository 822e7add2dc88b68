package org.evalgap.results.statistics;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Means over replicates, whose error includes the choice of images where it is known what each block of them gave. */
public final class ReplicateMean {

    private ReplicateMean() {}

    /**
     * The mean. Where neither replicates nor blocks differ at all, the images are just too few to show it: then the error
     * is as if the share {@link Proportion#unseen} of them might behave otherwise. A number that is not of images and is the
     * same in every replicate has no error.
     *
     * @param replicates a value of each
     */
    public static Uncertain of(List<ImageFigure> replicates) {
        double[] numbers = replicates.stream().mapToDouble(ImageFigure::number).toArray();
        Optional<double[][]> blocks = blocks(replicates);
        Uncertain mean = blocks.isPresent() ? CrossedMean.of(numbers, blocks.get()) : CrossedMean.of(numbers);
        int images = replicates.stream().mapToInt(ImageFigure::images).min().orElse(0);
        return mean.standardError() == 0 && images > 0 ? unseen(mean, images) : mean;
    }

    /**
     * The standard error of the mean that is left with any number of replicates on the same images; 0 if blocks do not tell.
     *
     * @param replicates a value of each
     */
    public static double errorOfImages(List<ImageFigure> replicates) {
        return replicates.size() < 2
                ? 0
                : blocks(replicates).map(CrossedMean::errorOfImages).orElse(0.0);
    }

    private static Uncertain unseen(Uncertain mean, int images) {
        Uncertain unit = new Uncertain(0, 1, mean.degreesOfFreedom());
        return new Uncertain(
                mean.mean(), Proportion.unseen(images) / unit.estimate().upper(), mean.degreesOfFreedom());
    }

    /**
     * A ratio of means, which no replicate with a small denominator can carry away as it could a mean of ratios. Its error
     * is that of the mean of the linearized ratio, ratio + (numerator − ratio · denominator) / mean denominator (delta
     * method; W. G. Cochran, Sampling Techniques, 3rd edition (1977), section 6.3).
     *
     * @param numerators a value of each replicate
     * @param denominators of the same replicates, of a mean above 0
     */
    public static Uncertain ratio(List<ImageFigure> numerators, List<ImageFigure> denominators) {
        double below = ImageFigure.mean(denominators).number();
        double ratio = ImageFigure.mean(numerators).number() / below;
        List<ImageFigure> linearized = IntStream.range(0, numerators.size())
                .mapToObj(i -> numerators
                        .get(i)
                        .with(denominators.get(i), (one, other) -> ratio + (one - ratio * other) / below))
                .toList();
        return of(linearized);
    }

    private static Optional<double[][]> blocks(List<ImageFigure> replicates) {
        return replicates.stream().allMatch(value -> value.blocks().isPresent())
                ? Optional.of(replicates.stream()
                        .map(value -> value.blocks().orElseThrow())
                        .toArray(double[][]::new))
                : Optional.empty();
    }
}
