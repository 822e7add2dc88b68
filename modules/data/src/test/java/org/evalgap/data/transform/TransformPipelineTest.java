package org.evalgap.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.evalgap.data.Dataset;
import org.evalgap.data.ImageSet;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.transform.Transform.Affine;
import org.evalgap.data.transform.Transform.Brightness;
import org.evalgap.data.transform.Transform.CenterCrop;
import org.evalgap.data.transform.Transform.Contrast;
import org.evalgap.data.transform.Transform.GaussianNoise;
import org.evalgap.data.transform.Transform.RandomCrop;
import org.evalgap.data.transform.Transform.RandomHorizontalFlip;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.junit.jupiter.api.Test;

final class TransformPipelineTest {

    private static final float[] NO_MEAN = {0};

    /** With this deviation normalized values are the pixel values. */
    private static final float[] PIXEL_UNITS = {1 / 255f};

    private static final ImageSet DIGITS =
            new ImageSet(new Shape(3, 4, 1), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, new byte[1]);

    @Test
    void normalizationIsTorchvisions() {
        ImageSet images = new ImageSet(new Shape(1, 4, 1), new byte[] {0, 1, (byte) 128, (byte) 255}, new byte[1]);
        TransformPipeline pipeline =
                TransformPipeline.compile(List.of(), images.shape(), new float[] {0.286f}, new float[] {0.353f});

        // numpy 1.24 in float32: (v / 255 - 0.286) / 0.353
        assertThat(applied(pipeline, images, null)).containsExactly(-0.81019837f, -0.79908913f, 0.611787f, 2.0226629f);
    }

    @Test
    void eachChannelHasItsOwnNormalization() {
        ImageSet images = new ImageSet(new Shape(1, 2, 2), new byte[] {51, 51, 102, 102}, new byte[1]);
        TransformPipeline pipeline = TransformPipeline.compile(
                List.of(), images.shape(), new float[] {0.2f, 0.4f}, new float[] {0.1f, 0.2f});

        assertThat(applied(pipeline, images, null)).containsExactly(new float[] {0, -1, 2, 0}, within(1e-6f));
    }

    @Test
    void centerCropTakesTheMiddleOrTorchvisionsChoiceOfTwo() {
        // (4 − 1) / 2 = 1.5 rounds to 2, (4 − 3) / 2 = 0.5 to 0
        assertThat(pixels(DIGITS, new CenterCrop(2))).containsExactly(2, 3, 6, 7);
        assertThat(pixels(DIGITS, new CenterCrop(1))).containsExactly(7);
        assertThat(pixels(DIGITS, new CenterCrop(3))).containsExactly(1, 2, 3, 5, 6, 7, 9, 10, 11);
    }

    @Test
    void aCertainFlipMirrorsLeftToRight() {
        assertThat(pixels(DIGITS, new RandomHorizontalFlip(1))).containsExactly(4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9);
        assertThat(pixels(DIGITS, new RandomHorizontalFlip(0))).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(pixels(DIGITS, new RandomHorizontalFlip(1), new CenterCrop(2)))
                .containsExactly(3, 2, 7, 6);
    }

    @Test
    void paddingIsBlackAheadOfNormalization() {
        ImageSet white = new ImageSet(new Shape(1, 1, 1), new byte[] {-1}, new byte[1]);
        TransformPipeline pipeline = TransformPipeline.compile(
                List.of(new RandomCrop(1, 3)), white.shape(), new float[] {0.5f}, new float[] {0.5f});

        assertThat(applied(pipeline, white, null)).containsExactly(-1, -1, -1, -1, 1, -1, -1, -1, -1);
    }

    @Test
    void everyWindowIsEquallyLikely() {
        TransformPipeline pipeline =
                TransformPipeline.compile(List.of(new RandomCrop(0, 2)), DIGITS.shape(), NO_MEAN, PIXEL_UNITS);
        SplitMix64 random = new SplitMix64(1);
        int[] counts = new int[13];
        float[] target = new float[4];
        for (int i = 0; i < 60_000; i++) {
            pipeline.apply(DIGITS, 0, random, target, 0);
            counts[Math.round(target[0])]++;
        }

        for (int corner : new int[] {1, 2, 3, 5, 6, 7}) {
            assertThat(counts[corner]).isCloseTo(10_000, within(400));
            counts[corner] = 0;
        }
        assertThat(counts).containsOnly(0);
    }

    @Test
    void flipsHaveTheirProbability() {
        TransformPipeline pipeline =
                TransformPipeline.compile(List.of(new RandomHorizontalFlip(0.3)), DIGITS.shape(), NO_MEAN, PIXEL_UNITS);
        SplitMix64 random = new SplitMix64(2);
        float[] target = new float[12];
        int flips = 0;
        for (int i = 0; i < 20_000; i++) {
            pipeline.apply(DIGITS, 0, random, target, 0);
            flips += Math.round(target[0]) == 4 ? 1 : 0;
        }

        assertThat(flips / 20_000.0).isCloseTo(0.3, within(0.015));
    }

    @Test
    void brightnessAndContrastStayWithinThePixelRange() {
        ImageSet images = new ImageSet(new Shape(1, 4, 1), new byte[] {0, 50, 100, (byte) 250}, new byte[1]);

        assertThat(pixels(images, new Brightness(1.5, 1.5))).containsExactly(0, 75, 150, 255);
        // mean 100
        assertThat(pixels(images, new Contrast(1.5, 1.5))).containsExactly(0, 25, 100, 255);
        assertThat(pixels(images, new Contrast(0, 0))).containsExactly(100, 100, 100, 100);
    }

    /** Each value then meets the mean and the deviation of the channel that it was read as. */
    @Test
    void reversedChannelsAreNormalizedAsTheChannelsTheyAreReadAs() {
        ImageSet image = new ImageSet(new Shape(1, 2, 3), new byte[] {10, 20, 30, 40, 50, 60}, new byte[1]);
        TransformPipeline pipeline = TransformPipeline.compile(
                List.of(new Transform.ReverseChannels()), image.shape(), new float[] {0, 0, 10 / 255f}, new float[] {
                    1 / 255f, 1 / 255f, 2 / 255f
                });

        assertThat(applied(pipeline, image, null)).containsExactly(new float[] {30, 20, 0, 60, 50, 15}, within(1e-4f));
        assertThat(pipeline.isRandom()).isFalse();
        assertThatThrownBy(() -> TransformPipeline.compile(
                        List.of(new Transform.ReverseChannels()), DIGITS.shape(), NO_MEAN, PIXEL_UNITS))
                .isInstanceOf(ShapeException.class)
                .hasMessage("[0].kind: expected a transform for 3x4x1 images (reverse-channels needs 3 channels), "
                        + "received reverse-channels");
    }

    @Test
    void greyOfColourImagesIsWeighted() {
        ImageSet green = new ImageSet(new Shape(1, 1, 3), new byte[] {0, 100, 0}, new byte[1]);
        TransformPipeline pipeline =
                TransformPipeline.compile(List.of(new Contrast(0, 0)), green.shape(), new float[3], new float[] {
                    PIXEL_UNITS[0], PIXEL_UNITS[0], PIXEL_UNITS[0]
                });

        assertThat(applied(pipeline, green, null)).containsExactly(new float[] {58.7f, 58.7f, 58.7f}, within(1e-4f));
    }

    @Test
    void affineActsInNormalizedUnits() {
        ImageSet images = new ImageSet(new Shape(1, 2, 1), new byte[] {0, (byte) 255}, new byte[1]);
        TransformPipeline pipeline = TransformPipeline.compile(
                List.of(new Affine(0.3, 2)), images.shape(), new float[] {0.5f}, new float[] {0.5f});

        assertThat(applied(pipeline, images, null)).containsExactly(new float[] {1.7f, 2.3f}, within(1e-6f));
    }

    @Test
    void agreesWithTheSlowTwin() {
        SplitMix64 cases = new SplitMix64(3);
        for (int i = 0; i < 2000; i++) {
            Shape shape = new Shape(1 + cases.nextInt(9), 1 + cases.nextInt(9), cases.nextBoolean() ? 1 : 3);
            List<Transform> transforms = transforms(cases, shape);
            ImageSet images = images(cases, shape);
            float[] mean = new float[shape.channels()];
            float[] deviation = new float[shape.channels()];
            for (int channel = 0; channel < shape.channels(); channel++) {
                mean[channel] = cases.nextFloat();
                deviation[channel] = 0.2f + cases.nextFloat();
            }
            long seed = cases.nextLong();
            TransformPipeline pipeline = TransformPipeline.compile(transforms, shape, mean, deviation);
            SplitMix64 random = new SplitMix64(seed);
            SplitMix64 twinsRandom = new SplitMix64(seed);

            for (int image = 0; image < images.size(); image++) {
                double[] expected = NaiveTransforms.apply(transforms, images, image, mean, deviation, twinsRandom);
                float[] target = new float[expected.length + 2];
                pipeline.apply(images, image, random, target, 1);

                assertThat(pipeline.outputShape().size()).isEqualTo(expected.length);
                assertThat(target[0] + target[expected.length + 1]).isZero();
                for (int j = 0; j < expected.length; j++) {
                    assertThat((double) target[j + 1])
                            .as("%s of %s, value %d", transforms, shape, j)
                            .isCloseTo(expected[j], within(1e-4));
                }
            }
            assertThat(random.nextLong()).isEqualTo(twinsRandom.nextLong());
        }
    }

    @Test
    void sameRandomSameImage() {
        List<Transform> transforms = List.of(
                new RandomCrop(2, 0), new RandomHorizontalFlip(0.5), new Brightness(0.5, 1.5), new GaussianNoise(0.1));
        TransformPipeline pipeline = TransformPipeline.compile(transforms, DIGITS.shape(), NO_MEAN, PIXEL_UNITS);

        assertThat(applied(pipeline, DIGITS, new SplitMix64(5)))
                .isEqualTo(applied(pipeline, DIGITS, new SplitMix64(5)))
                .isNotEqualTo(applied(pipeline, DIGITS, new SplitMix64(6)));
    }

    @Test
    void randomnessIsKnown() {
        assertThat(isRandom()).isFalse();
        assertThat(isRandom(new CenterCrop(2), new Brightness(2, 2), new Contrast(2, 2), new Affine(2, 1)))
                .isFalse();
        assertThat(isRandom(new RandomCrop(0, 0), new RandomHorizontalFlip(1), new GaussianNoise(0)))
                .isFalse();
        assertThat(isRandom(new RandomCrop(1, 0))).isTrue();
        assertThat(isRandom(new RandomCrop(0, 2))).isTrue();
        assertThat(isRandom(new RandomHorizontalFlip(0.5))).isTrue();
        assertThat(isRandom(new Brightness(1, 2))).isTrue();
        assertThat(isRandom(new Contrast(1, 2))).isTrue();
        assertThat(isRandom(new GaussianNoise(1))).isTrue();
    }

    @Test
    void nothingIsAllocatedPerImage() {
        List<Transform> transforms = List.of(
                new RandomCrop(2, 0),
                new RandomHorizontalFlip(0.5),
                new Brightness(0.5, 1.5),
                new Contrast(0.5, 1.5),
                new GaussianNoise(0.1),
                new Affine(2, 1));
        TransformPipeline pipeline = TransformPipeline.compile(transforms, DIGITS.shape(), NO_MEAN, PIXEL_UNITS);
        SplitMix64 random = new SplitMix64(1);
        float[] target = new float[12];
        pipeline.apply(DIGITS, 0, random, target, 0);
        long before = allocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            pipeline.apply(DIGITS, 0, random, target, 0);
        }

        assertThat(allocatedBytes() - before).isLessThan(10_000);
    }

    @Test
    void impossibleListsAreRefused() {
        refuses(List.of(new CenterCrop(4)), "[0].size: expected at most the image side 3, received 4");
        refuses(
                List.of(new RandomHorizontalFlip(0.5), new RandomCrop(1, 6)),
                "[1].size: expected at most the padded image side 5, received 6");
        refuses(
                List.of(new Affine(2, 1), new RandomCrop(4, 0)),
                "[1]: expected crops and flips, then brightness, contrast and corruptions, then noise and affine, "
                        + "received random-crop after affine");
    }

    @Test
    void imagesOfAnotherShapeAreRefused() {
        TransformPipeline pipeline = TransformPipeline.compile(List.of(), new Shape(4, 3, 1), NO_MEAN, PIXEL_UNITS);

        assertThatThrownBy(() -> pipeline.apply(DIGITS, 0, null, new float[12], 0))
                .hasMessage("images: expected 4x3x1, received 3x4x1");
    }

    @Test
    void aDatasetGivesShapeAndNormalization() {
        Dataset dataset = new Dataset("digits", 2, DIGITS, DIGITS, new float[] {0.5f}, new float[] {0.25f});
        TransformPipeline pipeline = TransformPipeline.compile(List.of(new CenterCrop(1)), dataset);

        assertThat(pipeline.outputShape()).isEqualTo(new Shape(1, 1, 1));
        assertThat(applied(pipeline, DIGITS, null)).containsExactly(new float[] {(7 / 255f - 0.5f) / 0.25f});
    }

    private static void refuses(List<Transform> transforms, String message) {
        assertThatThrownBy(() -> TransformPipeline.compile(transforms, DIGITS.shape(), NO_MEAN, PIXEL_UNITS))
                .isInstanceOf(ShapeException.class)
                .hasMessage(message);
    }

    private static boolean isRandom(Transform... transforms) {
        return TransformPipeline.compile(List.of(transforms), DIGITS.shape(), NO_MEAN, PIXEL_UNITS)
                .isRandom();
    }

    private static int[] pixels(ImageSet images, Transform... transforms) {
        TransformPipeline pipeline =
                TransformPipeline.compile(List.of(transforms), images.shape(), NO_MEAN, PIXEL_UNITS);
        float[] values = applied(pipeline, images, null);
        int[] pixels = new int[values.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Math.round(values[i]);
        }
        return pixels;
    }

    private static float[] applied(TransformPipeline pipeline, ImageSet images, SplitMix64 random) {
        float[] target = new float[pipeline.outputShape().size()];
        pipeline.apply(images, 0, random, target, 0);
        return target;
    }

    private static List<Transform> transforms(SplitMix64 cases, Shape input) {
        List<Transform> transforms = new ArrayList<>();
        Shape shape = input;
        for (int i = cases.nextInt(5); i > 0; i--) {
            int side = Math.min(shape.height(), shape.width());
            int padding = cases.nextInt(4);
            Transform transform = switch (cases.nextInt(4)) {
                case 0 -> new RandomCrop(padding, 0);
                case 1 -> new RandomCrop(padding, 1 + cases.nextInt(side + 2 * padding));
                case 2 -> new CenterCrop(1 + cases.nextInt(side));
                default -> new RandomHorizontalFlip(cases.nextInt(3) / 2.0);
            };
            transforms.add(transform);
            shape = transform.outputShape(shape);
        }
        for (int i = cases.nextInt(3); i > 0; i--) {
            double minimum = cases.nextDouble();
            double maximum = cases.nextBoolean() ? minimum : minimum + cases.nextDouble();
            transforms.add(cases.nextBoolean() ? new Brightness(minimum, maximum) : new Contrast(minimum, maximum));
        }
        for (int i = cases.nextInt(3); i > 0; i--) {
            transforms.add(
                    cases.nextBoolean()
                            ? new GaussianNoise(cases.nextInt(3) / 2.0)
                            : new Affine(cases.nextDouble() * 2 - 1, cases.nextDouble()));
        }
        return transforms;
    }

    private static ImageSet images(SplitMix64 cases, Shape shape) {
        byte[] pixels = new byte[3 * shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) cases.nextInt();
        }
        return new ImageSet(shape, pixels, new byte[3]);
    }

    private static long allocatedBytes() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class)
                .getCurrentThreadAllocatedBytes();
    }
}
