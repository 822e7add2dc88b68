package org.evalgap.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.evalgap.data.ByteSource;
import org.evalgap.data.image.ImageContent;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.image.TestResources;
import org.junit.jupiter.api.Test;

class CachedImagesTest {

    private static final int IMAGE_BYTES = 4 * 6 * 3;

    private final AtomicInteger opened = new AtomicInteger();
    private final ByteSource counting = uri -> {
        opened.incrementAndGet();
        return TestResources.source().open(uri);
    };
    private final ImageSource slow = NumpyImages.npz("compressed.npz", counting);

    private List<ImageContent> backwards(ImageSource source) throws Exception {
        opened.set(0);
        List<ImageContent> read = new ArrayList<>();
        try (ImageSource.Reader reader = source.open()) {
            for (int index = source.size() - 1; index >= 0; index--) {
                read.add(reader.read(index));
            }
        }
        return read;
    }

    @Test
    void whatWasReadOnceIsNotReadAgain() throws Exception {
        ImageSource cached = new CachedImages(slow, 5 * IMAGE_BYTES);

        List<ImageContent> first = backwards(cached);
        assertThat(opened).hasValue(5);
        List<ImageContent> second = backwards(cached);
        assertThat(opened).hasValue(1);

        assertThat(cached.classes()).isEqualTo(slow.classes());
        assertThat(cached.label(1)).isEqualTo(slow.label(1));
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i)).isSameAs(first.get(i));
            assertThat(((Pixels) first.get(i)).values()[0]).isEqualTo((byte) ((4 - i) * IMAGE_BYTES));
        }
    }

    @Test
    void whatDoesNotFitIsReadAgain() throws Exception {
        ImageSource cached = new CachedImages(slow, 2 * IMAGE_BYTES + 1);

        List<ImageContent> first = backwards(cached);
        List<ImageContent> second = backwards(cached);

        assertThat(second.subList(0, 2)).isEqualTo(first.subList(0, 2));
        assertThat(second.get(2)).isNotSameAs(first.get(2));
        assertThat(((Pixels) second.get(2)).values()).isEqualTo(((Pixels) first.get(2)).values());
        assertThat(opened).hasValue(3);
    }
}
