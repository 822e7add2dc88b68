package org.evalgap.data.resampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.evalgap.data.image.Goldens;
import org.evalgap.data.image.NoiseImage;
import org.evalgap.data.image.Pixels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PillowResamplingTest {

    static List<List<String>> goldens() {
        return Goldens.lines(PillowResamplingTest.class, "pillow.txt");
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void everyByteIsPillows(List<String> golden) {
        Pixels image = NoiseImage.of(Integer.parseInt(golden.get(1)), Integer.parseInt(golden.get(2)));
        int height = Integer.parseInt(golden.get(3));
        int width = Integer.parseInt(golden.get(4));

        Pixels resized = PillowResampling.resize(image, height, width, filter(golden));

        assertThat(resized.shape()).hasToString(height + "x" + width + "x3");
        assertThat(Goldens.hash(resized)).isEqualTo(golden.get(5));
    }

    @Test
    void thereAreTwentyPairsOfSizesWithEachFilter() {
        for (ResizeFilter filter : ResizeFilter.values()) {
            assertThat(goldens().stream().filter(golden -> filter(golden) == filter))
                    .hasSizeGreaterThanOrEqualTo(20);
        }
    }

    private static ResizeFilter filter(List<String> golden) {
        return ResizeFilter.valueOf(golden.get(0).toUpperCase(Locale.ROOT));
    }
}
