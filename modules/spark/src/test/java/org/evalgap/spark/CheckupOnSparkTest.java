package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.evalgap.checkup.Checkup;
import org.evalgap.checkup.CheckupReport;
import org.evalgap.checkup.CheckupRequest;
import org.evalgap.checkup.input.CheckupFile;
import org.evalgap.checkup.input.CheckupInput;
import org.evalgap.checkup.pass.Passes;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.DatasetConfig;
import org.evalgap.data.DatasetException;
import org.evalgap.data.ImageSet;
import org.evalgap.data.Limits;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.EncodedImage;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.data.source.ImageSource;
import org.evalgap.spark.passes.SparkPasses;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check-up of image files on one machine and on a cluster: the same bits. */
class CheckupOnSparkTest {

    @TempDir
    private Path directory;

    private CheckupRequest request;
    private String here;
    private byte[] repairedHere;

    @BeforeEach
    void checkUpInThisProcess() throws IOException {
        Dataset dataset = DatasetReader.read(
                new DatasetConfig.Embedded(new Limits(70, 60), DatasetConfig.Embedded.FASHION_MNIST),
                ByteSource.local());
        write(dataset.train(), directory.resolve("train"));
        write(dataset.test(), directory.resolve("test"));
        Files.writeString(directory.resolve("test/4/broken.png"), "no image");
        request = request(directory.resolve("test"));
        CheckupReport report = Checkup.run(request, images -> {});
        here = report.json();
        repairedHere = repaired(report);
    }

    private CheckupRequest request(Path images) {
        CheckupFile.Read settings = CheckupFile.parse("test", """
                checkup {
                  model = "../../conf/checkup-example.onnx", weights = "../../conf/checkup-example.pt"
                  data = "%s", train-data = "%s"
                  preprocessing.eval = [to-tensor, { kind = normalize, mean = 0.286, standard-deviation = 0.353 }]
                }
                """.formatted(images, directory.resolve("train")));
        return CheckupInput.open(settings, Optional.empty());
    }

    private static void write(ImageSet set, Path root) throws IOException {
        int height = set.shape().height();
        int width = set.shape().width();
        for (int i = 0; i < set.size(); i++) {
            byte[] pixels = Arrays.copyOfRange(set.pixels(), set.offset(i), set.offset(i) + height * width);
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
            image.getRaster().setDataElements(0, 0, width, height, pixels);
            Path folder = Files.createDirectories(root.resolve(Integer.toString(set.label(i))));
            ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
        }
    }

    private byte[] repaired(CheckupReport report) throws IOException {
        assertThat(report.isRepairable()).as(report.text()).isTrue();
        Path copy = directory.resolve("repaired.pt");
        report.writeRepaired(copy);
        return Files.readAllBytes(copy);
    }

    private void assertSameBits(SparkSession spark) throws IOException {
        AtomicLong passed = new AtomicLong();
        try (Passes passes = new SparkPasses(spark, Checkup.model(request))) {
            CheckupReport report = Checkup.run(request, passes, passed::addAndGet);
            assertThat(report.json()).isEqualTo(here);
            assertThat(repaired(report)).isEqualTo(repairedHere);
        } finally {
            spark.stop();
        }
        assertThat(passed.get()).isGreaterThan(8L * request.images().size());
    }

    @Test
    void oneTaskAtATimeGivesTheBitsOfThisProcess() throws IOException {
        assertSameBits(LocalSpark.start(1));
    }

    @Test
    void twoTasksBesideEachOtherGiveTheBitsOfThisProcess() throws IOException {
        assertSameBits(LocalSpark.start(2));
    }

    @Test
    void aClusterOfTwoWorkersGivesTheBitsOfThisProcess() throws IOException {
        try (StandaloneCluster cluster = StandaloneCluster.start(directory.resolve("cluster"), 2)) {
            Map<String, String> settings = cluster.settings();
            settings.forEach(System::setProperty);
            SparkSession spark;
            try {
                spark = SparkSettings.start("checkup", 0, warning -> {
                    throw new AssertionError(warning);
                });
            } finally {
                settings.keySet().forEach(System::clearProperty);
            }
            assertSameBits(spark);
        }
    }

    @Test
    void imagesInParquetFilesGiveTheBitsOfThoseInFolders() throws IOException, BrokenImageException {
        Path parquet = directory.resolve("test.parquet");
        SparkSession spark = LocalSpark.start(2);
        writeParquet(spark, request.images(), parquet);
        request = request(parquet);
        assertThat(request.images().isSequential()).isTrue();
        here = here.replace("\"source\":\"" + directory.resolve("test") + "\"", "\"source\":\"" + parquet + "\"");
        assertThat(here).contains("\"image\":\"4/broken.png\"");
        assertSameBits(spark);
    }

    private static void writeParquet(SparkSession spark, ImageSource images, Path target) throws BrokenImageException {
        StructType schema = StructType.fromDDL("image STRUCT<bytes: BINARY, path: STRING>, label BIGINT");
        List<Row> rows = new ArrayList<>();
        try (ImageSource.Reader reader = images.open()) {
            for (int i = 0; i < images.size(); i++) {
                EncodedImage file = (EncodedImage) reader.read(i);
                rows.add(RowFactory.create(RowFactory.create(file.bytes(), images.nameOf(i)), (long) images.label(i)));
            }
        }
        spark.createDataFrame(rows, schema)
                .coalesce(1)
                .write()
                .option("parquet.block.size", 64 << 10)
                .option("parquet.page.size", 4 << 10)
                .parquet(target.toString());
    }

    @Test
    void imagesThatNobodyCanUseAreAnErrorAtOnce() throws IOException {
        Path broken = directory.resolve("none");
        try (Stream<Path> classes = Files.list(directory.resolve("test"))) {
            for (Path each : classes.toList()) {
                Path folder = Files.createDirectories(broken.resolve(each.getFileName()));
                Files.writeString(folder.resolve("a.png"), "no image");
            }
        }
        CheckupRequest unusable = request(broken);
        SparkSession spark = LocalSpark.start(1);
        try (Passes passes = new SparkPasses(spark, Checkup.model(unusable))) {
            assertThatThrownBy(() -> Checkup.run(unusable, passes, images -> {}))
                    .isInstanceOf(DatasetException.class)
                    .hasMessage(
                            "Cannot read " + broken + ": expected images that can be decoded, received none that can");
        } finally {
            spark.stop();
        }
    }
}
