package org.evalgap.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.evalgap.data.ByteSource;
import org.evalgap.data.DatasetException;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.EncodedImage;
import org.evalgap.data.image.ImageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that pyarrow wrote: see {@code make_parquet.py} beside them. */
class ParquetImagesTest {

    private static final Path HUB = Path.of("src/test/resources/org/evalgap/data/source/hub");

    @TempDir
    private Path folder;

    private static ImageSource open(Path place) {
        return ImagePlace.open(place.toString(), ByteSource.local());
    }

    /** Red, by which an image is told. */
    private static int red(ImageSource.Reader reader, int index) throws BrokenImageException {
        EncodedImage file = (EncodedImage) reader.read(index);
        return ImageDecoder.decode(file.bytes()).pixels().values()[0];
    }

    private static int[] reds(ImageSource source, int... order) throws BrokenImageException {
        int[] reds = new int[order.length];
        try (ImageSource.Reader reader = source.open()) {
            for (int i = 0; i < order.length; i++) {
                reds[i] = red(reader, order[i]);
            }
        }
        return reds;
    }

    @Test
    void filesOfASplitAreOneSourceWithTheNamesThatTheHubNotes() throws Exception {
        ImageSource train = open(HUB.resolve("train"));

        assertThat(train.name()).isEqualTo(HUB.resolve("train").toString());
        assertThat(train.size()).isEqualTo(8);
        assertThat(train.classes()).containsExactly("shirt", "boot \"left\"", "bag");
        assertThat(IntStream.range(0, 8).map(train::label)).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
        assertThat(train.nameOf(7)).isEqualTo("photo-8.png");
        assertThat(reds(train, 0, 1, 2, 3, 4, 5, 6, 7)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void imagesAreReadInAnyOrderHereAndElsewhere() throws Exception {
        ImageSource train = open(HUB.resolve("train"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(train);
        }
        ImageSource sent;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            sent = (ImageSource) in.readObject();
        }

        assertThat(reds(train, 7, 0, 4, 4, 3, 5, 2, 6)).containsExactly(8, 1, 5, 5, 4, 6, 3, 7);
        assertThat(reds(sent, 7, 0, 4)).containsExactly(8, 1, 5);
        assertThat(train.isSequential()).isTrue();
        int[] order = {7, 0, 4};
        assertThat(reds(GatheredImages.of(train, order), order)).containsExactly(8, 1, 5);
        assertThat(reds(new CachedImages(train), 7, 0, 4)).containsExactly(8, 1, 5);
    }

    @Test
    void imagesWithoutPathsAndNotesAreNumbered() throws Exception {
        ImageSource test = open(HUB.resolve("test-00000-of-00001.parquet"));

        assertThat(test.classes()).containsExactly("0", "1");
        assertThat(test.nameOf(2)).isEqualTo("2");
        assertThat(reds(test, 0, 1, 2)).containsExactly(11, 12, 13);
    }

    @Test
    void aFolderHoldsOneSplit() throws IOException {
        for (String name : List.of("train-00000-of-00002.parquet", "train-00001-of-00002.parquet")) {
            Files.copy(HUB.resolve(name), folder.resolve(name));
        }
        assertThat(open(folder).size()).isEqualTo(8);

        Files.copy(HUB.resolve("test-00000-of-00001.parquet"), folder.resolve("test.parquet"));
        assertThat(open(folder.resolve("test")).size()).isEqualTo(3);
        refuses(
                folder,
                ": expected Parquet files of one split, whose names begin alike, or which split, as in "
                        + folder.resolve("test") + ", received files of test, train");
    }

    @Test
    void brokenImagesAreBrokenOneByOne() throws Exception {
        ImageSource broken = open(HUB.resolve("broken.parquet"));
        assertThat(reds(broken, 0)).containsExactly(1);
        assertThatThrownBy(() -> reds(broken, 1))
                .isInstanceOf(BrokenImageException.class)
                .hasMessage("expected an image file in image.bytes, received nothing");
        assertThatThrownBy(() -> reds(broken, 2)).isInstanceOf(BrokenImageException.class);
        ImageSource gathered = GatheredImages.of(broken, new int[] {1, 0});
        try (ImageSource.Reader reader = gathered.open()) {
            assertThatThrownBy(() -> reader.read(1)).isInstanceOf(BrokenImageException.class);
            assertThat(red(reader, 0)).isEqualTo(1);
        }
    }

    @Test
    void filesThatCannotBeUsedAreToldInOneSentence() throws IOException {
        refuses(HUB.resolve("unlabelled.parquet"), "expected labels from 0 to 999999, received -1 for image 1");
        refuses(HUB.resolve("beyond.parquet"), "expected labels from 0 to 2, received 3 for image 1");
        refuses(
                HUB.resolve("text.parquet"),
                "expected columns image or img (a struct with bytes) and label or fine_label (an integer), received columns"
                        + " text (BINARY), label (DOUBLE)");
        refuses(folder.resolve("none.parquet"), "none.parquet: expected a file, received no such file");
        Path text = folder.resolve("no.parquet");
        Files.writeString(text, "no Parquet at all");
        refuses(text, "expected a Parquet file that can be read, received what is not a Parquet file");
        byte[] whole = Files.readAllBytes(HUB.resolve("train-00000-of-00002.parquet"));
        Path torn = folder.resolve("torn.parquet");
        Files.write(torn, Arrays.copyOf(whole, whole.length / 2));
        refuses(torn, "torn.parquet: expected a Parquet file that can be read, received ");
        Arrays.fill(whole, 4, whole.length / 3, (byte) 0x55);
        Files.write(torn, whole);
        assertThatThrownBy(() -> reds(open(torn), 0))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("torn.parquet: expected a Parquet file that can be read, received ");
    }

    private static void refuses(Path place, String message) {
        assertThatThrownBy(() -> open(place))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(message);
    }

    /** Data are from strangers: what they note must not make this machine ask a server. */
    @Test
    void notesIncludeNothing() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            Path file = folder.resolve("train.parquet");
            String url = "http://localhost:" + server.getAddress().getPort() + "/x.conf";
            write(file, Map.of("huggingface", "include url(\"" + url + "\")"));

            assertThatThrownBy(() -> open(file))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining("metadata huggingface in JSON with the names of the classes");
            assertThat(asked).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    private static void write(Path file, Map<String, String> notes) throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType(
                "message images { optional group image { optional binary bytes; } optional int64 label; }");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withExtraMetaData(notes)
                .build()) {
            Group row = new SimpleGroup(schema);
            row.addGroup("image").add("bytes", Binary.fromConstantByteArray(new byte[] {1}));
            row.add("label", 0L);
            writer.write(row);
        }
    }
}
