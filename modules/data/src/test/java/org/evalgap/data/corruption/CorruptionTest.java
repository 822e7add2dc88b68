package org.evalgap.data.corruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import org.evalgap.data.ByteSource;
import org.evalgap.data.DatasetConfig;
import org.evalgap.data.ImageSet;
import org.evalgap.data.Limits;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.nn.graph.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CorruptionTest {

    /** Of an odd side, so that it has a middle pixel; lengths are as they are given for 28. */
    private static final Shape GREY = new Shape(29, 29, 1);

    private static final int MIDDLE = 14;
    private static final Shape COLOUR = new Shape(20, 14, 3);
    private static final int WHITE = 255;

    /** Of a size at which laws of large numbers hold. */
    private static final Shape LARGE = new Shape(120, 120, 1);

    private static float[] constant(Shape shape, double value) {
        float[] image = new float[shape.size()];
        Arrays.fill(image, (float) value);
        return image;
    }

    /** Black with a white pixel. */
    private static float[] point(Shape shape, int y, int x) {
        float[] image = new float[shape.size()];
        image[(y * shape.width() + x) * shape.channels()] = WHITE;
        return image;
    }

    private static float[] smooth(Shape shape) {
        float[] image = new float[shape.size()];
        for (int i = 0; i < image.length; i++) {
            int pixel = i / shape.channels();
            double phase = 0.7 * (pixel / shape.width()) + 0.4 * (pixel % shape.width()) + i % shape.channels();
            image[i] = (float) (120 + 100 * Math.sin(phase));
        }
        return image;
    }

    private static float[] corrupted(Corruption corruption, int severity, Shape shape, float[] image, long seed) {
        float[] changed = image.clone();
        corruption.apply(changed, 0, shape, severity, corruption.isRandom() ? new SplitMix64(seed) : null);
        return changed;
    }

    private static double mean(float[] image, DoubleUnaryOperator of) {
        double sum = 0;
        for (float value : image) {
            sum += of.applyAsDouble(value);
        }
        return sum / image.length;
    }

    private static double distance(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.abs(one[i] - other[i]);
        }
        return sum / one.length;
    }

    /** Where the mass of an image is: mean row and column, and their variances and covariance. */
    private static double[] moments(float[] image, Shape shape) {
        double mass = 0;
        double y = 0;
        double x = 0;
        for (int i = 0; i < image.length; i++) {
            mass += image[i];
            y += image[i] * (i / shape.width());
            x += image[i] * (i % shape.width());
        }
        y /= mass;
        x /= mass;
        double yy = 0;
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < image.length; i++) {
            double down = i / shape.width() - y;
            double right = i % shape.width() - x;
            yy += image[i] * down * down / mass;
            xx += image[i] * right * right / mass;
            xy += image[i] * down * right / mass;
        }
        return new double[] {y, x, yy, xx, xy, mass};
    }

    @ParameterizedTest
    @EnumSource(Corruption.class)
    void changesOneImageAndDependsOnItsSeedAlone(Corruption corruption) {
        for (Shape shape : List.of(GREY, COLOUR, new Shape(3, 5, 1))) {
            for (int severity = Corruption.LEAST; severity <= Corruption.MOST; severity++) {
                float[] image = smooth(shape);
                float[] several = new float[image.length + 7];
                Arrays.fill(several, -1);
                System.arraycopy(image, 0, several, 4, image.length);
                corruption.apply(several, 4, shape, severity, corruption.isRandom() ? new SplitMix64(5) : null);
                float[] changed = Arrays.copyOfRange(several, 4, 4 + image.length);
                assertThat(changed).isEqualTo(corrupted(corruption, severity, shape, image, 5));
                for (int i = 0; i < several.length; i++) {
                    boolean inside = i >= 4 && i < 4 + image.length;
                    assertThat(several[i]).isBetween(inside ? 0f : -1f, inside ? 255f : -1f);
                }
            }
        }
        float[] image = smooth(GREY);
        Set<Integer> results = new TreeSet<>();
        for (int seed = 0; seed < 8; seed++) {
            results.add(Arrays.hashCode(corrupted(corruption, 5, GREY, image, seed)));
        }
        assertThat(results.size() > 1).isEqualTo(corruption.isRandom());
    }

    @ParameterizedTest
    @EnumSource(Corruption.class)
    void isWorseAtTheLargestSeverityThanAtTheSmallest(Corruption corruption) {
        ImageSet images = DatasetReader.read(
                        new DatasetConfig.Embedded(new Limits(1, 4), DatasetConfig.Embedded.FASHION_MNIST),
                        ByteSource.local())
                .test();
        Shape shape = images.shape();
        double[] distances = new double[Corruption.MOST];
        for (int i = 0; i < images.size(); i++) {
            float[] image = new float[shape.size()];
            for (int k = 0; k < image.length; k++) {
                image[k] = images.pixels()[images.offset(i) + k] & 0xff;
            }
            for (int severity = Corruption.LEAST; severity <= Corruption.MOST; severity++) {
                distances[severity - 1] += distance(image, corrupted(corruption, severity, shape, image, i));
            }
        }
        assertThat(distances[0]).isPositive();
        assertThat(distances[4]).isGreaterThan(1.1 * distances[0]);
    }

    @Test
    void gaussianNoiseHasItsDeviation() {
        float[] noisy = corrupted(Corruption.GAUSSIAN_NOISE, 1, LARGE, constant(LARGE, 127), 1);
        assertThat(mean(noisy, value -> value)).isCloseTo(127, within(1.0));
        assertThat(Math.sqrt(mean(noisy, value -> (value - 127) * (value - 127))))
                .isCloseTo(0.08 * WHITE, within(0.5));
    }

    @Test
    void shotNoiseHasTheVarianceOfItsPhotons() {
        float[] noisy = corrupted(Corruption.SHOT_NOISE, 1, LARGE, constant(LARGE, 102), 1);
        assertThat(mean(noisy, value -> value)).isCloseTo(102, within(1.5));
        assertThat(mean(noisy, value -> (value - 102) * (value - 102))).isCloseTo(WHITE * 102 / 60.0, within(20.0));
        assertThat(corrupted(Corruption.SHOT_NOISE, 5, GREY, constant(GREY, 0), 1))
                .containsOnly(0);
    }

    @Test
    void impulsesAreBlackAndWhiteEquallyOften() {
        float[] noisy = corrupted(Corruption.IMPULSE_NOISE, 4, LARGE, constant(LARGE, 99), 1);
        assertThat(mean(noisy, value -> value == 99 ? 0 : 1)).isCloseTo(0.17, within(0.01));
        assertThat(mean(noisy, value -> value == WHITE ? 1 : 0)).isCloseTo(0.085, within(0.01));
        assertThat(mean(noisy, value -> value == 0 ? 1 : 0)).isCloseTo(0.085, within(0.01));
    }

    @Test
    void speckleGrowsWithTheValue() {
        assertThat(corrupted(Corruption.SPECKLE_NOISE, 5, GREY, constant(GREY, 0), 1))
                .containsOnly(0);
        for (int value : new int[] {40, 120}) {
            float[] noisy = corrupted(Corruption.SPECKLE_NOISE, 1, LARGE, constant(LARGE, value), 1);
            assertThat(Math.sqrt(mean(noisy, one -> (one - value) * (one - value))))
                    .isCloseTo(0.15 * value, within(0.02 * value));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GAUSSIAN_BLUR", "GLASS_BLUR", "MOTION_BLUR", "ZOOM_BLUR", "CONTRAST", "PIXELATE"})
    void whatHasOneValueKeepsIt(Corruption corruption) {
        for (int severity = Corruption.LEAST; severity <= Corruption.MOST; severity++) {
            for (float value : corrupted(corruption, severity, COLOUR, constant(COLOUR, 77), 1)) {
                assertThat(value).isCloseTo(77, within(1e-3f));
            }
        }
    }

    /** The image of a point is the kernel. */
    @Test
    void aGaussianBlurHasItsDeviation() {
        Shape shape = new Shape(57, 57, 1);
        double[] moments = moments(corrupted(Corruption.GAUSSIAN_BLUR, 2, shape, point(shape, 28, 28), 1), shape);
        double deviation = 2 * 57 / 28.0;
        assertThat(moments[5]).isCloseTo(WHITE, within(1e-2));
        assertThat(moments[0]).isCloseTo(28, within(1e-4));
        assertThat(moments[2]).isCloseTo(deviation * deviation, within(0.1));
        assertThat(moments[3]).isCloseTo(moments[2], within(1e-3));
        assertThat(moments[4]).isCloseTo(0, within(1e-4));
    }

    /** Two blurs and nothing else, but for the swaps, which move what is there to nearby places. */
    @Test
    void glassSwapsPixelsBetweenTwoBlurs() {
        float[] twice = point(GREY, MIDDLE, MIDDLE);
        Blur.gaussian(new Canvas(twice, 0, GREY), 0.7 * 29 / 28);
        Blur.gaussian(new Canvas(twice, 0, GREY), 0.7 * 29 / 28);
        float[] behind = corrupted(Corruption.GLASS_BLUR, 1, GREY, point(GREY, MIDDLE, MIDDLE), 3);
        assertThat(distance(twice, behind)).isGreaterThan(0.02);
        double[] moments = moments(behind, GREY);
        assertThat(moments[5]).isCloseTo(WHITE, within(0.1));
        assertThat(Math.hypot(moments[0] - MIDDLE, moments[1] - MIDDLE)).isBetween(0.01, 3.0);
    }

    /** A point leaves a straight trace that begins at it. */
    @Test
    void motionLeavesATrace() {
        double[] moments = moments(corrupted(Corruption.MOTION_BLUR, 1, LARGE, point(LARGE, 60, 60), 2), LARGE);
        double trace = moments[2] + moments[3];
        double determinant = moments[2] * moments[3] - moments[4] * moments[4];
        double across = (trace - Math.sqrt(trace * trace - 4 * determinant)) / 2;
        assertThat(across).isLessThan(0.4);
        assertThat(trace).isGreaterThan(30);
        // Half a Gaussian of deviation 3 pixels of MNIST has its mean at 3 √(2/π).
        double meant = 3 * 120 / 28.0 * Math.sqrt(2 / Math.PI);
        assertThat(Math.hypot(moments[0] - 60, moments[1] - 60)).isCloseTo(meant, within(0.6));
        assertThat(Math.abs(moments[0] - 60)).isLessThan(Math.abs(moments[1] - 60));
    }

    @Test
    void enlargementsLeaveTheMiddleWhereItIs() {
        float[] image = smooth(GREY);
        float[] blurred = corrupted(Corruption.ZOOM_BLUR, 5, GREY, image, 1);
        int middle = MIDDLE * 29 + MIDDLE;
        assertThat(blurred[middle]).isCloseTo(image[middle], within(1e-3f));
        double[] ring = moments(corrupted(Corruption.ZOOM_BLUR, 5, GREY, point(GREY, MIDDLE, 20), 1), GREY);
        assertThat(ring[0]).isCloseTo(MIDDLE, within(1e-3));
        assertThat(ring[1]).isGreaterThan(20.2);
    }

    @Test
    void brightnessAddsToTheValueAndKeepsTheHue() {
        assertThat(corrupted(Corruption.BRIGHTNESS, 2, new Shape(1, 3, 1), new float[] {0, 100, 240}, 1))
                .containsExactly(51, 151, 255);
        float[] colour = corrupted(Corruption.BRIGHTNESS, 2, new Shape(1, 2, 3), new float[] {100, 50, 0, 0, 0, 0}, 1);
        assertThat(colour).containsExactly(151, 75.5f, 0, 51, 51, 51);
    }

    @Test
    void contrastMovesTowardsTheMeanOfEachChannel() {
        float[] image = {0, 10, 100, 30};
        assertThat(corrupted(Corruption.CONTRAST, 3, new Shape(1, 2, 2), image, 1))
                .containsExactly(new float[] {40, 18, 60, 22}, within(1e-4f));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void quantizationLeavesFewLevelsNearby(int severity) {
        float[] image = smooth(LARGE);
        float[] rounded = corrupted(Corruption.QUANTIZE, severity, LARGE, image, 1);
        int levels = 1 << (6 - severity);
        Set<Float> different = new TreeSet<>();
        for (int i = 0; i < image.length; i++) {
            different.add(rounded[i]);
            assertThat(Math.abs(rounded[i] - image[i])).isLessThanOrEqualTo(WHITE / 2f / (levels - 1) + 1e-3f);
        }
        assertThat(different).hasSizeBetween(2, levels);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void pixelsOfACellAreTheirMean(int severity) {
        float[] image = smooth(COLOUR);
        float[] coarse = corrupted(Corruption.PIXELATE, severity, COLOUR, image, 1);
        assertThat(mean(coarse, value -> value)).isCloseTo(mean(image, value -> value), within(1e-3));
        assertThat(corrupted(Corruption.PIXELATE, severity, COLOUR, coarse, 1)).containsExactly(coarse, within(1e-3f));
        Set<Integer> different = new TreeSet<>();
        for (int i = 0; i < coarse.length; i += 3) {
            different.add(Math.round(coarse[i] * 100));
        }
        double resolution = new double[] {0.6, 0.5, 0.4, 0.3, 0.25}[severity - 1];
        int cells = ((int) (20 * resolution)) * ((int) (14 * resolution));
        assertThat(different).hasSizeBetween(cells / 2, cells);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void aTranslationMovesWholePixels(int severity) {
        double[] moments = moments(corrupted(Corruption.TRANSLATE, severity, GREY, point(GREY, 12, 15), 4), GREY);
        assertThat(moments[5]).isEqualTo(WHITE);
        assertThat(Math.abs(moments[0] - 12)).isEqualTo(severity);
        assertThat(Math.abs(moments[1] - 15)).isEqualTo(severity);
    }

    @Test
    void aRotationTurnsAboutTheMiddle() {
        double[] moments = moments(corrupted(Corruption.ROTATE, 3, GREY, point(GREY, MIDDLE, 23), 4), GREY);
        double down = moments[0] - MIDDLE;
        double right = moments[1] - MIDDLE;
        assertThat(Math.hypot(down, right)).isCloseTo(9, within(0.3));
        assertThat(Math.abs(Math.atan2(down, right))).isCloseTo(0.6, within(0.05));
        float[] middle = corrupted(Corruption.ROTATE, 5, GREY, point(GREY, MIDDLE, MIDDLE), 4);
        assertThat(middle[MIDDLE * 29 + MIDDLE]).isCloseTo(WHITE, within(1e-3f));
    }

    /** A blot, as a point may fall between the pixels that are taken. */
    @Test
    void aScaledImageIsSmaller() {
        float[] blot = corrupted(Corruption.GAUSSIAN_BLUR, 1, GREY, point(GREY, 8, 20), 1);
        double[] moments = moments(corrupted(Corruption.SCALE, 3, GREY, blot, 1), GREY);
        assertThat(moments[0]).isCloseTo(MIDDLE - 0.7 * 6, within(0.05));
        assertThat(moments[1]).isCloseTo(MIDDLE + 0.7 * 6, within(0.05));
        assertThat(moments[5]).isCloseTo(0.49 * WHITE, within(3.0));
    }

    @Test
    void aShearKeepsTheMiddleRowAndTheLengthOfColumns() {
        float[] image = smooth(GREY);
        int row = MIDDLE * 29;
        assertThat(Arrays.copyOfRange(corrupted(Corruption.SHEAR, 3, GREY, image, 1), row, row + 29))
                .containsExactly(Arrays.copyOfRange(image, row, row + 29), within(1e-3f));
        float[] blot = corrupted(Corruption.GAUSSIAN_BLUR, 1, GREY, point(GREY, 9, 14), 1);
        double[] moments = moments(corrupted(Corruption.SHEAR, 1, GREY, blot, 1), GREY);
        double down = moments[0] - MIDDLE;
        double right = moments[1] - MIDDLE;
        assertThat(down).isCloseTo(-5 / Math.cos(0.2), within(0.1));
        assertThat(Math.abs(right)).isCloseTo(5 * Math.tan(0.2), within(0.1));
    }

    @Test
    void aStripeIsTheNegativeOfBothSides() {
        Shape mnist = new Shape(28, 28, 1);
        float[] image = smooth(mnist);
        float[] striped = corrupted(Corruption.STRIPE, 5, mnist, image, 1);
        for (int i = 0; i < image.length; i++) {
            boolean side = i % 28 < 7 || i % 28 >= 21;
            assertThat(striped[i]).isEqualTo(side ? WHITE - image[i] : image[i]);
        }
    }

    @Test
    void aDottedLineBrightensEveryOtherDash() {
        Shape mnist = new Shape(28, 28, 1);
        float[] lined = corrupted(Corruption.DOTTED_LINE, 1, mnist, constant(mnist, 0), 1);
        for (int x = 0; x < 28; x++) {
            float brightest = 0;
            for (int y = 0; y < 28; y++) {
                brightest = Math.max(brightest, lined[y * 28 + x]);
            }
            if (x / 2 % 2 == 0) {
                assertThat(brightest).isZero();
            } else {
                assertThat(brightest).isGreaterThan(0.7f * WHITE);
            }
        }
    }

    /** Of white behind it, mud leaves the white or something between it and its own colour. */
    @Test
    void mudCoversWhatIsBehindIt() {
        float[] dirty = corrupted(Corruption.SPATTER, 4, LARGE, constant(LARGE, WHITE), 1);
        double covered = mean(dirty, value -> value < WHITE ? 1 : 0);
        assertThat(covered).isBetween(0.02, 0.9);
        for (float value : dirty) {
            assertThat(value == WHITE || value >= 63 - 1e-3 && value <= 0.2f * WHITE + 0.8f * 63 + 1e-3)
                    .isTrue();
        }
    }

    @Test
    void fogIsNoBrighterThanTheBrightest() {
        assertThat(corrupted(Corruption.FOG, 5, GREY, constant(GREY, 0), 1)).containsOnly(0);
        float[] image = new float[GREY.size()];
        image[0] = 200;
        float[] foggy = corrupted(Corruption.FOG, 5, GREY, image, 1);
        float most = 0;
        for (float value : foggy) {
            most = Math.max(most, value);
        }
        assertThat(most).isBetween(30f, 200f);
        assertThat(mean(foggy, value -> value > 0 ? 1 : 0)).isGreaterThan(0.95);
        assertThat(neighbours(foggy)).isLessThan(0.5 * mean(foggy, value -> Math.abs(value - mean(foggy, v -> v))));
    }

    /** Mean distance of a value to that on its right: fog has no detail. */
    private static double neighbours(float[] image) {
        double sum = 0;
        for (int i = 1; i < image.length; i++) {
            sum += i % 29 == 0 ? 0 : Math.abs(image[i] - image[i - 1]);
        }
        return sum / image.length;
    }
}
