package org.evalgap.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.evalgap.checkup.pass.Composition;
import org.evalgap.data.random.Seed;
import org.evalgap.data.source.ImageSource;
import org.junit.jupiter.api.Test;

class CompositionTest {

    private final ImageSource images = ColouredImages.trainOfTwoDomains();

    private String domain(int image) {
        return images.nameOf(image).replaceAll(".*/([ab])/.*", "$1");
    }

    @Test
    void batchesByFolderAreOfOneFolderInTurn() {
        List<int[]> batches = Composition.BY_FOLDER.batches(images, 32, new Seed(1));

        for (int i = 0; i < batches.size(); i++) {
            String expected = i % 2 == 0 ? "a" : "b";
            assertThat(Arrays.stream(batches.get(i)).mapToObj(this::domain))
                    .hasSize(32)
                    .allMatch(expected::equals);
        }
    }

    @Test
    void batchesByClassAreOfOneClass() {
        assertThat(Composition.BY_CLASS.batches(images, 32, new Seed(1)))
                .isNotEmpty()
                .allMatch(batch ->
                        Arrays.stream(batch).map(images::label).distinct().count() == 1);
    }

    @Test
    void randomBatchesHaveEachImageOnceAndMixEverything() {
        List<int[]> batches = Composition.RANDOM.batches(images, 100, new Seed(1));

        assertThat(batches.stream().flatMapToInt(Arrays::stream).distinct().count())
                .isEqualTo(images.size());
        assertThat(Arrays.stream(batches.get(0)).mapToObj(this::domain).distinct())
                .hasSize(2);
    }

    @Test
    void oneFolderIsNoComposition() {
        assertThat(Composition.BY_FOLDER.applies(images)).isTrue();
        assertThat(Composition.BY_FOLDER.applies(ColouredImages.train())).isFalse();
    }
}
