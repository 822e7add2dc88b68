package org.evalgap.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.evalgap.data.MemoryFiles;
import org.evalgap.data.image.EncodedImage;
import org.evalgap.data.random.Seed;
import org.junit.jupiter.api.Test;

class ImageSubsetTest {

    private static final ImageSource ALL = FolderImages.of(
            "data",
            List.of("a", "b"),
            IntStream.range(0, 100)
                    .mapToObj(i -> (i < 50 ? "a/" : "b/") + (100 + i) + ".png")
                    .toList(),
            new MemoryFiles().with("data/a/103.png", (byte) 3));

    private static List<String> names(ImageSource source) {
        return IntStream.range(0, source.size()).mapToObj(source::nameOf).toList();
    }

    @Test
    void aLargerSubsetHasTheSmallerOneInItAndBothAreInOrder() {
        List<String> small = names(ImageSubset.draw(ALL, 10, new Seed(5)));
        List<String> large = names(ImageSubset.draw(ALL, 60, new Seed(5)));

        assertThat(small).hasSize(10).isSorted().doesNotHaveDuplicates();
        assertThat(large).hasSize(60).isSorted().containsAll(small);
        assertThat(names(ImageSubset.draw(ALL, 10, new Seed(6)))).isNotEqualTo(small);
    }

    @Test
    void everyImageIsDrawnEquallyOften() {
        int[] drawn = new int[ALL.size()];
        for (int seed = 0; seed < 2000; seed++) {
            ImageSource subset = ImageSubset.draw(ALL, 10, new Seed(seed));
            for (int i = 0; i < subset.size(); i++) {
                drawn[((ImageSubset) subset).originalIndex(i)]++;
            }
        }
        // 200 expected, standard deviation 13.4
        assertThat(IntStream.of(drawn).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(133, 267));
    }

    @Test
    void labelsAndImagesAreTheOriginals() throws Exception {
        ImageSource subset = ImageSubset.draw(ALL, 99, new Seed(1));
        int third = names(subset).indexOf("a/103.png");

        assertThat(subset.classes()).isEqualTo(ALL.classes());
        assertThat(subset.label(subset.size() - 1)).isEqualTo(1);
        try (ImageSource.Reader reader = subset.open()) {
            assertThat(((EncodedImage) reader.read(third)).bytes()).containsExactly(3);
        }
    }

    @Test
    void asManyAsThereAreIsTheSourceItself() {
        assertThat(ImageSubset.draw(ALL, 100, new Seed(1))).isSameAs(ALL);
        assertThatThrownBy(() -> ImageSubset.draw(ALL, 0, new Seed(1)))
                .hasMessage("size: expected at least 1, received 0");
    }
}
