package org.evalgap.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageDecoderTest {

    static List<List<String>> files() {
        return Goldens.lines(ImageDecoderTest.class, "pillow.txt");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyPixelIsPillows(List<String> golden) throws Exception {
        Pixels pixels =
                ImageDecoder.decode(TestResources.file(golden.get(0))).pixels().toRgb();

        assertThat(pixels.shape()).hasToString(golden.get(1) + "x" + golden.get(2) + "x3");
        assertThat(Goldens.hash(pixels)).isEqualTo(golden.get(3));
    }

    @Test
    void orientationIsSaidAndNotApplied() throws Exception {
        assertThat(ImageDecoder.decode(TestResources.file("orientation-6.jpg")).orientation())
                .isEqualTo(6);
        assertThat(ImageDecoder.decode(TestResources.file("orientation-3.png")).orientation())
                .isEqualTo(3);
        assertThat(ImageDecoder.decode(TestResources.file("420.jpg")).orientation())
                .isEqualTo(1);
        assertThat(ImageDecoder.decode(TestResources.file("orientation-6.jpg"))
                        .pixels()
                        .values())
                .isEqualTo(ImageDecoder.decode(TestResources.file("420.jpg"))
                        .pixels()
                        .values());
    }

    private record Broken(String what, byte[] file, String message) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Broken> brokenFiles() throws IOException {
        byte[] jpeg = TestResources.file("420.jpg");
        byte[] png = TestResources.file("rgb-8.png");
        int frame = find(jpeg, "ffc0");
        return List.of(
                new Broken("nothing", new byte[0], "expected a JPEG or PNG file, received an empty file"),
                new Broken(
                        "another format",
                        "GIF89a".getBytes(StandardCharsets.US_ASCII),
                        "expected a JPEG or PNG file, received a file that begins with 47 49 46 38"),
                new Broken(
                        "half a JPEG",
                        Arrays.copyOf(jpeg, jpeg.length / 2),
                        "expected a whole JPEG file, received only the beginning of one"),
                new Broken(
                        "a JPEG without its last byte",
                        Arrays.copyOf(jpeg, jpeg.length - 1),
                        "expected a whole JPEG file, received only the beginning of one"),
                new Broken(
                        "a JPEG that ends in its header",
                        Arrays.copyOf(jpeg, 100),
                        "expected a whole JPEG file, received only the beginning of one"),
                new Broken(
                        "a JPEG without an image",
                        HexFormat.of().parseHex("ffd8fffe0004abcdffd9"),
                        "expected an image in the JPEG file, received none"),
                new Broken(
                        "a JPEG without data",
                        concatenated(Arrays.copyOf(jpeg, find(jpeg, "ffda")), "ffd9"),
                        "expected an intact JPEG file, received \"Invalid JPEG file structure: missing SOS marker\""),
                new Broken(
                        "a JPEG of 12 bits",
                        with(jpeg, frame + 4, 12),
                        "expected an intact JPEG file, received \"Unsupported JPEG data precision 12\""),
                new Broken(
                        "a JPEG of absurd size",
                        with(with(jpeg, frame + 5, 0xff), frame + 7, 0xff),
                        "expected an image of 1 to 89478485 pixels, received 65317x65331"),
                new Broken(
                        "a JPEG without height",
                        with(jpeg, frame + 6, 0),
                        "expected an image of 1 to 89478485 pixels, received 0x51"),
                new Broken(
                        "half a PNG",
                        Arrays.copyOf(png, png.length / 2),
                        "expected a whole PNG file, received only the beginning of one"),
                new Broken(
                        "a PNG without its end",
                        Arrays.copyOf(png, png.length - 12),
                        "expected a whole PNG file, received only the beginning of one"),
                new Broken(
                        "a PNG of absurd size",
                        with(png, 16, 0x7f),
                        "expected an image of 1 to 89478485 pixels, received 37x2130706483"),
                new Broken(
                        "a PNG with damaged data",
                        with(png, 200, png[200] ^ 1),
                        "expected an intact PNG file, received chunk IDAT with a wrong checksum"),
                new Broken(
                        "a PNG without header",
                        concatenated(Arrays.copyOf(png, 8), "0000000049454e44ae426082"),
                        "expected a PNG file that begins with its header, received chunk IEND"));
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void brokenFilesAreRefused(Broken broken) {
        assertThatThrownBy(() -> ImageDecoder.decode(broken.file))
                .isInstanceOf(BrokenImageException.class)
                .hasMessage(broken.message);
    }

    @Test
    void anyDamageIsBrokenOrDecodedButNeverAnotherError() throws Exception {
        for (String name : List.of("420-progressive.jpg", "cmyk.jpg", "rgb-interlaced.png", "palette-4.png")) {
            byte[] file = TestResources.file(name);
            for (int at = 0; at < file.length; at += 7) {
                byte[] damaged = with(file, at, file[at] ^ 0xff);
                try {
                    assertThat(ImageDecoder.decode(damaged).pixels()).isNotNull();
                } catch (BrokenImageException e) {
                    assertThat(e).hasMessageStartingWith("expected ");
                }
            }
        }
    }

    private static byte[] with(byte[] file, int at, int value) {
        byte[] changed = file.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static byte[] concatenated(byte[] beginning, String end) {
        byte[] more = HexFormat.of().parseHex(end);
        return ByteBuffer.allocate(beginning.length + more.length)
                .put(beginning)
                .put(more)
                .array();
    }

    private static int find(byte[] file, String hex) {
        return HexFormat.of().formatHex(file).indexOf(hex) / 2;
    }
}
