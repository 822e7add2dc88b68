package org.evalgap.data.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.evalgap.data.DatasetException;
import org.evalgap.data.MemoryFiles;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.ImageContent;
import org.evalgap.data.image.ImageDecoder;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.image.TestResources;
import org.evalgap.data.preprocessing.Normalize;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.preprocessing.RandomCrop;
import org.evalgap.data.preprocessing.RandomHorizontalFlip;
import org.evalgap.data.preprocessing.RandomResizedCrop;
import org.evalgap.data.preprocessing.Range;
import org.evalgap.data.preprocessing.Size;
import org.evalgap.data.preprocessing.ToTensor;
import org.evalgap.data.random.Seed;
import org.evalgap.data.resampling.ResizeFilter;
import org.evalgap.data.source.FolderImages;
import org.evalgap.data.source.ImageSource;
import org.evalgap.data.source.NumpyImages;
import org.evalgap.data.source.SkippedImage;
import org.junit.jupiter.api.Test;

class ImageBatchesTest {

    private static final List<String> GOOD = List.of(
            "420.jpg", "grey-8.png", "cmyk.jpg", "rgb-interlaced.png", "orientation-6.jpg", "palette-4.png", "422.jpg");
    private static final Preprocessing PLAIN = new Preprocessing(List.of(new ToTensor()));
    private static final Preprocessing RANDOM = new Preprocessing(List.of(
            new RandomResizedCrop(
                    Size.square(8), new Range(0.1, 1), new Range(0.75, 1.25), ResizeFilter.BILINEAR, true),
            new RandomHorizontalFlip(0.5),
            new ToTensor(),
            Normalize.IMAGENET));

    private static ImageSource folder(String... broken) throws IOException {
        MemoryFiles files = new MemoryFiles();
        List<String> paths = new ArrayList<>();
        for (String name : GOOD) {
            String path = "a/" + GOOD.indexOf(name) + name;
            paths.add(path);
            boolean spoilt = List.of(broken).contains(name);
            byte[] bytes = TestResources.file(name);
            files.with("data/" + path, spoilt ? MemoryFiles.first(bytes.length / 2, bytes) : bytes);
        }
        return FolderImages.of("data", List.of("a"), paths, files);
    }

    private static int[] all(ImageSource source) {
        return IntStream.range(0, source.size()).toArray();
    }

    private static List<ImageBatch> batches(
            ImageSource source, Preprocessing preprocessing, int threads, int[] order, long pass) {
        ImagePreparation preparation = new ImagePreparation(preprocessing, TensorLayout.NHWC, new Seed(9));
        try (ImageBatches batches = new ImageBatches(source, preparation, threads);
                Pass images = batches.pass(order, 3, pass)) {
            List<ImageBatch> read = new ArrayList<>();
            images.forEachRemaining(read::add);
            return read;
        }
    }

    @Test
    void imagesComeInTheOrderAskedFor() throws Exception {
        ImageSource source = folder();

        List<ImageBatch> read = batches(source, PLAIN, 2, new int[] {6, 0, 0, 3}, 0);

        assertThat(read).hasSize(2);
        assertThat(read.get(0).indices()).containsExactly(6, 0, 0);
        assertThat(read.get(1).indices()).containsExactly(3);
        assertThat(read.get(0).shape()).hasToString("37x51x3");
        Pixels first = ImageDecoder.decode(TestResources.file("422.jpg")).pixels();
        for (int i = 0; i < first.values().length; i++) {
            assertThat(read.get(0).values()[i]).isEqualTo((first.values()[i] & 0xff) / 255f);
        }
    }

    @Test
    void theNumberOfThreadsAndTheOrderDecideNothing() throws Exception {
        ImageSource source = folder();
        int[] order = all(source);
        int[] reversed =
                IntStream.range(0, order.length).map(i -> order.length - 1 - i).toArray();

        List<ImageBatch> one = batches(source, RANDOM, 1, order, 4);
        List<ImageBatch> four = batches(source, RANDOM, 4, order, 4);
        List<ImageBatch> backwards = batches(source, RANDOM, 4, reversed, 4);

        assertThat(values(four)).isEqualTo(values(one));
        int size = one.get(0).shape().size();
        float[] last = Arrays.copyOfRange(values(one), 6 * size, 7 * size);
        assertThat(Arrays.copyOf(values(backwards), size)).isEqualTo(last);
        assertThat(values(batches(source, RANDOM, 4, order, 5))).isNotEqualTo(values(one));
    }

    private static float[] values(List<ImageBatch> batches) {
        float[] values = new float[0];
        for (ImageBatch batch : batches) {
            int at = values.length;
            values = Arrays.copyOf(values, at + batch.values().length);
            System.arraycopy(batch.values(), 0, values, at, batch.values().length);
        }
        return values;
    }

    @Test
    void imagesAfterABrokenOneMoveUp() throws Exception {
        ImageSource source = folder("grey-8.png", "422.jpg");
        ImagePreparation preparation = new ImagePreparation(PLAIN, TensorLayout.NHWC, new Seed(1));
        try (ImageBatches batches = new ImageBatches(source, preparation, 2)) {
            for (int pass = 0; pass < 2; pass++) {
                try (Pass images = batches.pass(all(source), 3, pass)) {
                    assertThat(images.next().indices()).containsExactly(0, 2, 3);
                    assertThat(images.next().indices()).containsExactly(4, 5);
                    assertThat(images.hasNext()).isFalse();
                    assertThatThrownBy(images::next).isInstanceOf(NoSuchElementException.class);
                }
            }
            assertThat(batches.skipped())
                    .containsExactly(
                            new SkippedImage(
                                    1,
                                    "a/1grey-8.png",
                                    "expected a whole PNG file, received only the beginning of one"),
                            new SkippedImage(
                                    6, "a/6422.jpg", "expected a whole JPEG file, received only the beginning of one"));
            assertThat(batches.turned()).containsExactly(4);
        }
    }

    @Test
    void noMoreThanOneBatchIsReadAhead() throws Exception {
        ImageSource source = folder();
        AtomicInteger reads = new AtomicInteger();
        ImagePreparation preparation = new ImagePreparation(PLAIN, TensorLayout.NHWC, new Seed(1));
        try (ImageBatches batches = new ImageBatches(counting(source, reads), preparation, 2);
                Pass images = batches.pass(all(source), 2, 0)) {
            assertThat(reads).hasValue(0);
            images.next();
            assertThat(reads).hasValue(4);
            images.next();
            assertThat(reads).hasValue(6);
        }
    }

    private static ImageSource counting(ImageSource source, AtomicInteger reads) {
        ImageSource.Reader reader = source.open();
        ImageSource.Reader counting = new ImageSource.Reader() {
            @Override
            public ImageContent read(int index) throws BrokenImageException {
                reads.incrementAndGet();
                return reader.read(index);
            }

            @Override
            public void close() {
                reader.close();
            }
        };
        return new ImageSource() {
            @Override
            public String name() {
                return source.name();
            }

            @Override
            public int size() {
                return source.size();
            }

            @Override
            public List<String> classes() {
                return source.classes();
            }

            @Override
            public int label(int index) {
                return source.label(index);
            }

            @Override
            public String nameOf(int index) {
                return source.nameOf(index);
            }

            @Override
            public Reader open() {
                return counting;
            }
        };
    }

    @Test
    void aTransformThatDoesNotSuitAnImageIsAnErrorThatNamesBoth() throws Exception {
        Preprocessing tooLarge = new Preprocessing(List.of(new RandomCrop(Size.square(64), 2), new ToTensor()));

        assertThatThrownBy(() -> batches(folder(), tooLarge, 2, new int[] {0}, 0))
                .isInstanceOf(DatasetException.class)
                .hasMessage("Cannot read data/a/0420.jpg: expected an image that suits preprocessing[0].size "
                        + "(at most the padded image 41x55), received 64x64");
    }

    @Test
    void imagesOfDifferentSizesAreAnErrorThatSaysWhatHelps() {
        MemoryFiles files = new MemoryFiles();
        List<String> paths = new ArrayList<>();
        try {
            files.with("data/a/1.png", TestResources.file("rgb-8.png"));
            files.with("data/a/2.jpg", TestResources.file("small.jpg"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        paths.add("a/1.png");
        paths.add("a/2.jpg");
        ImageSource source = FolderImages.of("data", List.of("a"), paths, files);

        assertThatThrownBy(() -> batches(source, PLAIN, 1, new int[] {0, 1}, 0))
                .isInstanceOf(DatasetException.class)
                .hasMessage("Cannot read data/a/2.jpg: expected images of one size after preprocessing, here 37x51x3 "
                        + "(center-crop, or resize with height and width, makes them so), received 18x25x3");
    }

    @Test
    void numbersAreNormalizedOnly() throws Exception {
        ImageSource source = NumpyImages.npy("float32-planes.npy", "labels.npy", TestResources.source());
        Preprocessing normalized = new Preprocessing(
                List.of(new ToTensor(), new Normalize(List.of(1.0, 2.0, 3.0), List.of(2.0, 4.0, 8.0))));
        ImagePreparation channelsFirst = new ImagePreparation(normalized, TensorLayout.NCHW, new Seed(1));
        try (ImageBatches batches = new ImageBatches(source, channelsFirst, 1);
                Pass images = batches.pass(new int[] {1}, 1, 0)) {
            ImageBatch batch = images.next();

            assertThat(batch.labels()).containsExactly(300);
            for (int i = 0; i < 72; i++) {
                int channel = i / 24;
                assertThat(batch.values()[i]).isEqualTo(((72 + i) / 8f - (channel + 1)) / (2 << channel));
            }
        }
        assertThatThrownBy(() -> batches(source, RANDOM, 1, new int[] {0}, 0))
                .hasMessage("Cannot read float32-planes.npy/0: expected an image that suits preprocessing[0] "
                        + "(no transform of pixels, because the images are numbers), received random-resized-crop");
    }

    @Test
    void theTwoLayoutsHoldTheSameNumbers() throws Exception {
        Pixels image = ImageDecoder.decode(TestResources.file("420.jpg")).pixels();
        PreparedImage last = new ImagePreparation(PLAIN, TensorLayout.NHWC, new Seed(1)).prepare(image, 0, 0);
        PreparedImage first = new ImagePreparation(PLAIN, TensorLayout.NCHW, new Seed(1)).prepare(image, 0, 0);

        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    float value = last.values()[(y * image.width() + x) * 3 + c];
                    assertThat(value).isEqualTo(image.value(y, x, c) / 255f);
                    assertThat(first.values()[(c * image.height() + y) * image.width() + x])
                            .isEqualTo(value);
                }
            }
        }
    }
}
