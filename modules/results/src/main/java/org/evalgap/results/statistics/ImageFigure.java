package org.evalgap.results.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * A number that a trial, or several, came to.
 *
 * @param number the number itself
 * @param blocks the number in each block of the images it was measured on; empty if that is not known
 * @param images it was measured on; 0 if that is not known
 */
public record ImageFigure(double number, Optional<double[]> blocks, int images) {

    /** @param byBlock as {@link ImageBlocks#text} writes it; null if it is not known */
    public static ImageFigure of(double number, String byBlock, int images) {
        return new ImageFigure(number, Optional.ofNullable(byBlock).map(ImageBlocks::read), images);
    }

    /** Number by number; blocks stay if both have them. */
    public ImageFigure with(ImageFigure other, DoubleBinaryOperator operator) {
        Optional<double[]> both = blocks.flatMap(one -> other.blocks.map(two -> {
            double[] result = new double[one.length];
            for (int i = 0; i < result.length; i++) {
                result[i] = operator.applyAsDouble(one[i], two[i]);
            }
            return result;
        }));
        int fewest = images == 0 || other.images == 0 ? 0 : Math.min(images, other.images);
        return new ImageFigure(operator.applyAsDouble(number, other.number), both, fewest);
    }

    /** This less the other. */
    public ImageFigure minus(ImageFigure other) {
        return with(other, (one, two) -> one - two);
    }

    /**
     * The mean of several.
     *
     * @param values at least one
     */
    public static ImageFigure mean(List<ImageFigure> values) {
        ImageFigure sum = values.stream()
                .reduce((one, other) -> one.with(other, Double::sum))
                .orElseThrow();
        return sum.with(sum, (one, same) -> one / values.size());
    }

    /** The one that is largest on one half of the images, as measured on the other; empty if none has blocks. */
    public static Optional<ImageFigure> best(List<ImageFigure> values) {
        return values.stream()
                .flatMap(value -> value.blocks.stream())
                .max(Comparator.comparingDouble(blocks -> ImageBlocks.half(blocks, 0)))
                .map(blocks -> new ImageFigure(
                        ImageBlocks.half(blocks, 1),
                        Optional.of(IntStream.range(0, blocks.length)
                                .filter(block -> block % 2 == 1)
                                .mapToDouble(block -> blocks[block])
                                .toArray()),
                        values.get(0).images / 2));
    }
}
