package org.evalgap.data.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.evalgap.data.image.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PillowResamplingTest {

    private record Golden(ResizeFilter filter, int height, int width, int newHeight, int newWidth, String hash) {

        static Golden parse(String line) {
            List<String> words = List.of(line.split(" ", -1));
            return new Golden(
                    ResizeFilter.valueOf(words.get(0).toUpperCase(Locale.ROOT)),
                    Integer.parseInt(words.get(1)),
                    Integer.parseInt(words.get(2)),
                    Integer.parseInt(words.get(3)),
                    Integer.parseInt(words.get(4)),
                    words.get(5));
        }
    }

    static List<Golden> goldens() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                PillowResamplingTest.class.getResourceAsStream("pillow.txt"), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Golden::parse)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void everyByteIsPillows(Golden golden) throws NoSuchAlgorithmException {
        Pixels resized = PillowResampling.resize(
                NoiseImage.of(golden.height, golden.width), golden.newHeight, golden.newWidth, golden.filter);

        assertThat(resized.height()).isEqualTo(golden.newHeight);
        assertThat(resized.width()).isEqualTo(golden.newWidth);
        assertThat(sha256(resized.values())).isEqualTo(golden.hash);
    }

    @Test
    void thereAreTwentyPairsOfSizesWithEachFilter() throws IOException {
        for (ResizeFilter filter : ResizeFilter.values()) {
            assertThat(goldens().stream().filter(golden -> golden.filter == filter))
                    .hasSizeGreaterThanOrEqualTo(20);
        }
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
