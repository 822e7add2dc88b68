package org.evalgap.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.DatasetConfig;
import org.evalgap.data.DatasetException;
import org.evalgap.data.ImageSet;
import org.evalgap.data.Limits;
import org.evalgap.data.Normalization;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.preprocessing.Resize;
import org.evalgap.nn.graph.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets of studies from images of several kinds. */
class ImagesOfAnyPlaceTest {

    private static final Path ARRAYS = Path.of("src/test/resources/org/evalgap/data/source");

    @TempDir
    private Path folder;

    private Dataset made;

    @BeforeEach
    void write() throws IOException {
        made = DatasetReader.read(
                new DatasetConfig.Synthetic(new Shape(12, 10, 1), 3, new Limits(4, 2), 30, 1, Normalization.COMPUTED),
                ByteSource.local());
        PngFolders.write(made.train(), folder.resolve("train"));
        PngFolders.write(made.test(), folder.resolve("test"));
    }

    private static Dataset read(Path train, Path test, int size, int channels, Limits limits) {
        return DatasetReader.read(
                new DatasetConfig.Images(
                        "own", train.toString(), test.toString(), size, channels, limits, Normalization.COMPUTED),
                ByteSource.local());
    }

    private Dataset read(int size, int channels, Limits limits) {
        return read(folder.resolve("train"), folder.resolve("test"), size, channels, limits);
    }

    /** Of one class, in order. */
    private static List<List<Byte>> images(ImageSet set, int label) {
        List<List<Byte>> images = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            if (set.label(i) == label) {
                byte[] image = Arrays.copyOfRange(
                        set.pixels(), set.offset(i), set.offset(i) + set.shape().size());
                List<Byte> values = new ArrayList<>();
                for (byte value : image) {
                    values.add(value);
                }
                images.add(values);
            }
        }
        return images;
    }

    @Test
    void foldersOfFilesHoldTheImagesThatWereWritten() {
        Dataset dataset = read(0, 1, Limits.NONE);
        assertThat(dataset.name()).isEqualTo("own");
        assertThat(dataset.facts()).isEqualTo(made.facts());
        for (int label = 0; label < 3; label++) {
            assertThat(images(dataset.train(), label)).hasSize(4).isEqualTo(images(made.train(), label));
            assertThat(images(dataset.test(), label)).hasSize(2).isEqualTo(images(made.test(), label));
        }
        assertThat(dataset.mean()[0]).isCloseTo(made.mean()[0], within(1e-6f));
    }

    @Test
    void imagesAreBroughtToASizeAndLimited() {
        Dataset dataset = read(8, 3, new Limits(2, 1));
        assertThat(dataset.train().shape()).isEqualTo(new Shape(8, 8, 3));
        assertThat(dataset.train().size()).isEqualTo(6);
        assertThat(dataset.test().size()).isEqualTo(3);
        // The shorter side of 10 becomes 8, the longer 9, of which the window leaves the last row.
        Pixels grey = new Pixels(
                12,
                10,
                1,
                Arrays.copyOf(made.train().pixels(), made.train().shape().size()));
        Pixels resized = Resize.shorterSide(8).apply(grey.toRgb(), null);
        assertThat(resized.height()).isEqualTo(9);
        ImageSet kept = dataset.train();
        int label = made.train().label(0);
        int first = 0;
        while (kept.label(first) != label) {
            first++;
        }
        assertThat(Arrays.copyOfRange(kept.pixels(), kept.offset(first), kept.offset(first + 1)))
                .isEqualTo(Arrays.copyOf(resized.values(), 8 * 8 * 3));
    }

    @Test
    void placesAreOpenedByWhatIsThere() throws Exception {
        String npz = ARRAYS.resolve("stored.npz").toString();
        Path arrays = Files.createDirectory(folder.resolve("arrays"));
        Files.copy(ARRAYS.resolve("float32-planes.npy"), arrays.resolve("images.npy"));
        Files.copy(ARRAYS.resolve("labels.npy"), arrays.resolve("labels.npy"));
        ImageSource stored = ImagePlace.open(npz, ByteSource.local());
        assertThat(stored.size())
                .isEqualTo(NumpyImages.npz(npz, ByteSource.local()).size());
        assertThat(ImagePlace.open(arrays.toString(), ByteSource.local()).name())
                .isEqualTo(arrays.resolve("images.npy").toString());
        assertThat(ImagePlace.open(folder.resolve("train").toString(), ByteSource.local()))
                .isInstanceOf(FolderImages.class);
        try (ImageSource.Reader here = stored.open();
                ImageSource.Reader there = sent(stored).open()) {
            assertThat(((Pixels) there.read(1)).values()).isEqualTo(((Pixels) here.read(1)).values());
        }
    }

    private static ImageSource sent(ImageSource source) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(source);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (ImageSource) in.readObject();
        }
    }

    @Test
    void whatCannotBeReadIsToldInOneSentence() throws IOException {
        Path train = folder.resolve("train");
        refuses(
                train,
                folder.resolve("none"),
                "none: expected a folder with one for each class, Parquet files of the Hugging Face hub's form, a folder with"
                        + " images.npy and labels.npy, an .npz file, or CIFAR-100's train.bin or test.bin, received nothing of that name");
        refuses(
                train,
                folder,
                folder + ": expected the classes of " + train + ", 3 named 0, 1, 2, received 2 named test, train");
        Path floats = Files.createDirectory(folder.resolve("floats"));
        Files.copy(ARRAYS.resolve("float32-planes.npy"), floats.resolve("images.npy"));
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (5,), }\n";
        Files.writeString(
                floats.resolve("labels.npy"),
                "\u0093NUMPY\u0001\u0000" + (char) header.length() + "\u0000" + header
                        + "\u0000\u0001\u0000\u0001\u0000",
                StandardCharsets.ISO_8859_1);
        Path arrays = Files.createDirectory(folder.resolve("arrays"));
        Files.copy(ARRAYS.resolve("labels.npy"), arrays.resolve("labels.npy"));
        Files.copy(ARRAYS.resolve("float32-planes.npy"), arrays.resolve("images.npy"));
        refuses(arrays, arrays, "images.npy: expected 2 to 256 classes, received 301 classes");
        refuses(floats, floats, "expected pixels of 8 bits (u1), as images of a study are, received floating point");
        Path broken = train.resolve("1/00000.png");
        Files.writeString(broken, "no image");
        refuses(train, folder.resolve("test"), "1/00000.png: expected an image that can be decoded, received ");
        Files.delete(broken);
        Path other = folder.resolve("other");
        PngFolders.write(new ImageSet(new Shape(5, 5, 1), new byte[75], new byte[] {0, 1, 2}), other);
        Files.copy(other.resolve("2/00002.png"), train.resolve("2/99999.png"));
        refuses(
                train,
                folder.resolve("test"),
                "2/99999.png: expected an image of 12x10x3 as the others, or dataset.size, received 5x5x3");
    }

    private static void refuses(Path train, Path test, String message) {
        assertThatThrownBy(() -> read(train, test, 0, 3, Limits.NONE))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(message);
    }
}
