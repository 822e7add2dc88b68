package org.evalgap.data.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.evalgap.data.image.NoiseImage;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.resampling.ResizeFilter;
import org.junit.jupiter.api.Test;

class RandomTransformsTest {

    private static final int DRAWS = 4000;

    /** An image whose pixels say where they are: row, column, 255. */
    private static Pixels positions(int height, int width) {
        byte[] values = new byte[height * width * 3];
        for (int i = 0; i < height * width; i++) {
            values[3 * i] = (byte) (i / width);
            values[3 * i + 1] = (byte) (i % width);
            values[3 * i + 2] = (byte) 255;
        }
        return new Pixels(height, width, 3, values);
    }

    @Test
    void everyCropIsEquallyLikelyAndPaddedWithBlack() {
        Pixels image = positions(5, 6);
        SplitMix64 random = new Seed(3).generator();
        int[][] counts = new int[4][5];
        for (int i = 0; i < DRAWS; i++) {
            Pixels crop = new RandomCrop(new Size(4, 4), 1).apply(image, random);
            // The padded image is 7x8: 4 rows and 5 columns to begin at; pixel (1, 1) of the crop is always inside.
            counts[crop.value(1, 1, 0)][crop.value(1, 1, 1)]++;
            boolean blackTop = crop.value(1, 1, 0) == 0;
            assertThat(crop.value(0, 1, 2)).isEqualTo(blackTop ? 0 : 255);
        }
        for (int[] row : counts) {
            for (int count : row) {
                // 200 expected, standard deviation 13.8
                assertThat(count).isBetween(131, 269);
            }
        }
    }

    @Test
    void flipsComeWithTheirProbabilityAndMirror() {
        Pixels image = positions(3, 4);
        SplitMix64 random = new Seed(4).generator();
        int flips = 0;
        for (int i = 0; i < DRAWS; i++) {
            Pixels drawn = new RandomHorizontalFlip(0.3).apply(image, random);
            if (!drawn.equals(image)) {
                flips++;
                assertThat(drawn.value(2, 0, 1)).isEqualTo(3);
                assertThat(drawn.value(2, 0, 0)).isEqualTo(2);
            }
        }
        assertThat(flips / (double) DRAWS).isCloseTo(0.3, within(0.03));
    }

    @Test
    void resizedCropsHaveTheirAreaAndShape() {
        Pixels image = NoiseImage.of(100, 80);
        RandomResizedCrop crop = new RandomResizedCrop(
                new Size(7, 9), new Range(0.25, 0.25), new Range(2, 2), ResizeFilter.NEAREST, true);
        SplitMix64 random = new Seed(5).generator();
        // A quarter of 8000 pixels, twice as wide as high: 32x63.
        Set<ByteBuffer> windows = new HashSet<>();
        for (int top = 0; top <= 100 - 32; top++) {
            for (int left = 0; left <= 80 - 63; left++) {
                Pixels window = Window.of(image, top, left, 32, 63);
                windows.add(ByteBuffer.wrap(
                        ResizeFilter.NEAREST.resize(window, 7, 9, true).values()));
            }
        }

        for (int i = 0; i < 20; i++) {
            assertThat(windows)
                    .contains(ByteBuffer.wrap(crop.apply(image, random).values()));
        }
    }

    @Test
    void aWindowThatNeverFitsBecomesTheLargestInTheMiddle() {
        Pixels image = positions(10, 40);
        RandomResizedCrop crop =
                new RandomResizedCrop(new Size(10, 20), new Range(1, 1), new Range(2, 2), ResizeFilter.BILINEAR, true);

        Pixels drawn = crop.apply(image, new Seed(6).generator());

        assertThat(drawn.value(0, 0, 1)).isEqualTo(10);
        assertThat(drawn.value(9, 19, 1)).isEqualTo(29);
    }
}
