package org.evalgap.data.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evalgap.data.image.Goldens;
import org.evalgap.data.image.NoiseImage;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.random.Seed;
import org.evalgap.data.resampling.ResizeFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds against what torchvision made of the same images. */
class TorchvisionTest {

    private static final List<String> FLOATS =
            List.of("to-tensor", "pil-to-tensor", "normalize", "normalize-255", "normalize-grey");

    static List<List<String>> pixelCases() {
        return Goldens.lines(TorchvisionTest.class, "torchvision.txt").stream()
                .filter(golden ->
                        !FLOATS.contains(golden.get(0)) && !golden.get(0).startsWith("tensor-"))
                .toList();
    }

    static List<List<String>> floatCases() {
        return Goldens.lines(TorchvisionTest.class, "torchvision.txt").stream()
                .filter(golden -> FLOATS.contains(golden.get(0)))
                .toList();
    }

    static List<List<String>> tensorCases() {
        return Goldens.lines(TorchvisionTest.class, "torchvision.txt").stream()
                .filter(golden -> golden.get(0).startsWith("tensor-"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pixelCases")
    void everyByteIsTorchvisions(List<String> golden) {
        Pixels changed = image(golden);
        for (PixelTransform transform : pixelTransforms(golden.get(0))) {
            changed = transform.apply(changed, new Seed(1).generator());
        }

        assertThat(changed.shape()).hasToString(golden.get(3));
        assertThat(Goldens.hash(changed)).isEqualTo(golden.get(4));
    }

    @ParameterizedTest
    @MethodSource("floatCases")
    void everyFloatIsTorchvisions(List<String> golden) {
        Preprocessing preprocessing = new Preprocessing(floatTransforms(golden.get(0)));
        Pixels changed = preprocessing.apply(image(golden), null);
        float[] expected = floats(golden.get(4));

        float[] numbers = new float[expected.length];
        int pixels = changed.height() * changed.width();
        for (int i = 0; i < numbers.length; i++) {
            int channel = i / pixels;
            int pixel = i % pixels;
            numbers[i] = preprocessing.number(
                    changed.value(pixel / changed.width(), pixel % changed.width(), channel), channel);
        }

        assertThat(numbers).containsExactly(expected);
    }

    // A value halfway between two bytes goes either way as the order of a sum of floats has it: PyTorch's own kernels
    // for
    // its two memory layouts differ by up to 17 of these 1,440 values.
    @ParameterizedTest
    @MethodSource("tensorCases")
    void withoutAntialiasingPixelsArePyTorchsButForTies(List<String> golden) {
        List<String> words = List.of(golden.get(0).split("-", -1));
        Size size = size(words.get(2));
        ResizeFilter filter = ResizeFilter.valueOf(words.get(1).toUpperCase(Locale.ROOT));
        Resize resize = new Resize(List.of(size.height(), size.width()), filter, false);
        byte[] expected = HexFormat.of().parseHex(golden.get(4));

        byte[] resized = resize.apply(image(golden), null).values();

        int different = 0;
        for (int i = 0; i < expected.length; i++) {
            int difference = Math.abs((resized[i] & 0xff) - (expected[i] & 0xff));
            assertThat(difference).isLessThanOrEqualTo(1);
            different += difference;
        }
        assertThat(different).isLessThanOrEqualTo(expected.length / 50);
    }

    @Test
    void aWindowThatTheImageFillsIsTheImageItself() {
        Pixels image = NoiseImage.of(5, 6);

        assertThat(new CenterCrop(new Size(5, 6)).apply(image, null)).isSameAs(image);
        assertThat(Resize.to(new Size(5, 6)).apply(image, null)).isSameAs(image);
    }

    private static Pixels image(List<String> golden) {
        return NoiseImage.of(Integer.parseInt(golden.get(1)), Integer.parseInt(golden.get(2)));
    }

    private static List<PixelTransform> pixelTransforms(String name) {
        if (name.startsWith("resize-")) {
            String size = name.substring("resize-".length());
            return List.of(size.contains("x") ? Resize.to(size(size)) : Resize.shorterSide(Integer.parseInt(size)));
        }
        if (name.startsWith("center-crop-")) {
            return List.of(new CenterCrop(size(name.substring("center-crop-".length()))));
        }
        return switch (name) {
            case "grayscale-1" -> List.of(new Grayscale(1));
            case "grayscale-3" -> List.of(new Grayscale(3));
            case "flip" -> List.of(new RandomHorizontalFlip(1));
            case "imagenet" -> Preprocessing.imageNet(Size.square(224)).pixelTransforms();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static List<ImageTransform> floatTransforms(String name) {
        return switch (name) {
            case "to-tensor" -> List.of(new ToTensor());
            case "pil-to-tensor" -> List.of(new PilToTensor());
            case "normalize" -> List.of(new ToTensor(), Normalize.IMAGENET);
            case "normalize-255" ->
                List.of(
                        new PilToTensor(),
                        new Normalize(List.of(123.675, 116.28, 103.53), List.of(58.395, 57.12, 57.375)));
            case "normalize-grey" ->
                List.of(new Grayscale(1), new ToTensor(), new Normalize(List.of(0.286), List.of(0.353)));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Size size(String text) {
        return Optional.of(text)
                .filter(both -> both.contains("x"))
                .map(both -> List.of(both.split("x", -1)))
                .map(both -> new Size(Integer.parseInt(both.get(0)), Integer.parseInt(both.get(1))))
                .orElseGet(() -> Size.square(Integer.parseInt(text)));
    }

    private static float[] floats(String text) {
        double[] values = Arrays.stream(text.split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
