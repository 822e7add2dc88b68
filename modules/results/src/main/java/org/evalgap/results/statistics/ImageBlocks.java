package org.evalgap.results.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A figure in blocks of the images it is of. Images are dealt to the blocks at random, by their number alone, so that
 * every trial on the same images has the same blocks: how a figure differs between blocks tells how much it depends on
 * which images were taken. Blocks of even number are one half of the images, those of odd number the other.
 */
public final class ImageBlocks {

    /** Blocks of any number of images. */
    public static final int COUNT = 24;

    private ImageBlocks() {}

    /**
     * The block of each image.
     *
     * @param images how many there are
     * @return [image], from 0 to {@link #COUNT} − 1; sizes of blocks differ by at most one
     */
    public static int[] of(int images) {
        int[] blocks = IntStream.range(0, images).map(i -> i % COUNT).toArray();
        SplittableRandom random = new SplittableRandom(images);
        for (int i = images - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int block = blocks[i];
            blocks[i] = blocks[other];
            blocks[other] = block;
        }
        return blocks;
    }

    /** As a column stores it: the figures in the order of the blocks, with a space in between. */
    public static String text(double[] figures) {
        return Arrays.stream(figures)
                .mapToObj(figure -> String.valueOf((float) figure))
                .collect(Collectors.joining(" "));
    }

    /**
     * The figures that a column stores.
     *
     * @throws IllegalArgumentException if it does not hold one number for each block
     */
    public static double[] read(String text) {
        double[] figures = Arrays.stream(text.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        if (figures.length != COUNT) {
            throw new IllegalArgumentException("cannot read figures by block of images; expected: " + COUNT
                    + " numbers; received: " + figures.length);
        }
        return figures;
    }

    /**
     * Mean over the blocks of one half.
     *
     * @param half 0 for the blocks of even number, 1 for those of odd number
     */
    public static double half(double[] figures, int half) {
        return IntStream.range(0, figures.length)
                .filter(block -> block % 2 == half)
                .mapToDouble(block -> figures[block])
                .average()
                .orElseThrow();
    }
}
