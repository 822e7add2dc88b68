package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.DatasetConfig;
import org.evalgap.data.ImageSet;
import org.evalgap.data.Limits;
import org.evalgap.data.source.DatasetReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user runs it, on the model of the example and folders of PNG files. */
class CheckupCommandTest {

    private static final String GRAPH = "../../conf/checkup-example.onnx";
    private static final String WEIGHTS = "../../conf/checkup-example.pt";

    @TempDir
    private static Path images;

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void writeImages() throws IOException {
        Dataset dataset = DatasetReader.read(
                new DatasetConfig.Embedded(new Limits(40, 30), DatasetConfig.Embedded.FASHION_MNIST),
                ByteSource.local());
        write(dataset.train(), images.resolve("train"));
        write(dataset.test(), images.resolve("test"));
        Files.writeString(images.resolve("test/3/broken.png"), "no image");
    }

    @BeforeEach
    void chooseSpark() {
        System.setProperty("spark.master", "local[2]");
        System.setProperty(
                "spark.sql.warehouse.dir", directory.resolve("warehouse").toString());
    }

    @AfterEach
    void clearProperties() {
        System.clearProperty("spark.master");
        System.clearProperty("spark.sql.warehouse.dir");
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

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine(study -> null)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int checkup(String weights, String... options) throws IOException {
        Path preprocessing = directory.resolve("preprocessing.conf");
        Files.writeString(
                preprocessing,
                "preprocessing.eval = [to-tensor, { kind = normalize, mean = 0.286, standard-deviation = 0.353 }]");
        List<String> arguments = new ArrayList<>(List.of("checkup", GRAPH, "--weights", weights));
        arguments.addAll(List.of("--data", images.resolve("test").toString()));
        arguments.addAll(List.of("--train-data", images.resolve("train").toString()));
        arguments.addAll(List.of("--preprocessing", preprocessing.toString()));
        arguments.addAll(Arrays.asList(options));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void causeIsSaidAndTheCopyIsRepaired() throws IOException {
        Path json = directory.resolve("checkup.json");
        Path repaired = directory.resolve("repaired.pt");

        assertThat(checkup(
                        WEIGHTS,
                        "--json",
                        json.toString(),
                        "--repaired",
                        repaired.toString(),
                        "--max-degradation",
                        "0.02"))
                .as(err.toString())
                .isEqualTo(ExitCode.CHECK_FAILED);
        Config found = read(json);
        String cause = found.getString("leading_cause");
        assertThat(out.toString())
                .startsWith("Leading cause: " + cause + " (" + found.getString("meaning") + ")")
                .contains("Accuracy of 300 images")
                .contains("1 image was left out\n  " + images.resolve("test") + "/3/broken.png: ");
        assertThat(err.toString())
                .contains("repaired copy: " + repaired)
                .contains("eval() costs " + found.getDouble("degradation.mean")
                        + " of accuracy, more than the 0.02 that are accepted");
        double before = found.getDouble("eval_mode_accuracy.mean");

        assertThat(checkup(repaired.toString(), "--json", json.toString(), "--max-degradation", "0.02"))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        assertThat(read(json).getDouble("eval_mode_accuracy.mean"))
                .isGreaterThan(before + found.getConfigList("remedies").get(0).getDouble("recovered.lower"));
    }

    @Test
    void jsonHasTheFieldsThatBothHelpsDescribe() throws IOException {
        Path json = directory.resolve("checkup.json");
        assertThat(checkup(WEIGHTS, "--json", json.toString(), "--deployed-accuracy", "0.3"))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        Config found = read(json);

        assertThat(found.getString("intervals_over")).isEqualTo("images");
        assertThat(found.getDouble("deployed_accuracy")).isEqualTo(0.3);
        assertThat(found.getInt("images.evaluated")).isEqualTo(300);
        assertThat(found.getConfigList("images.skipped")).hasSize(1);
        assertThat(found.getString("checkpoint.file")).isEqualTo(WEIGHTS);
        double lost = found.getConfig("statistics_causes").root().keySet().stream()
                .mapToDouble(cause -> found.getDouble("statistics_causes." + cause + ".mean"))
                .sum();
        assertThat(lost).isCloseTo(found.getDouble("degradation.mean"), within(1e-12));
        double shares = found.getConfig("shares").root().keySet().stream()
                .mapToDouble(factor -> found.getDouble("shares." + factor + ".mean"))
                .sum();
        assertThat(shares).isCloseTo(found.getDouble("total_gap.mean"), within(1e-12));
        run("checkup", "--help");
        assertThat(out.toString().lines().map(String::strip))
                .containsAll(found.root().keySet())
                .contains(found.getString("leading_cause"));
    }

    @Test
    void outputHasTablesAndAPageThatOtherCommandsRead() throws IOException {
        Path output = directory.resolve("output");
        Path json = directory.resolve("checkup.json");
        assertThat(checkup(WEIGHTS, "--output", output.toString(), "--json", json.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        Config found = read(json);
        assertThat(output.resolve("report/index.html")).isRegularFile();

        assertThat(ask(output, "SELECT accuracy FROM evaluations WHERE protocol = 'deployed'"))
                .isCloseTo(found.getDouble("eval_mode_accuracy.mean"), within(1e-4));
        assertThat(ask(output, "SELECT sum(share) AS gap FROM attribution"))
                .isCloseTo(found.getDouble("total_gap.mean"), within(1e-4));
        assertThat(ask(output, "SELECT sum(accuracy_lost) AS lost FROM statistics_causes"))
                .isCloseTo(found.getDouble("degradation.mean"), within(1e-4));
        assertThat(ask(output, "SELECT degradation FROM degradation"))
                .isCloseTo(found.getDouble("degradation.mean"), within(1e-4));
        assertThat(ask(output, "SELECT count(*) AS n FROM skipped_images WHERE image = '3/broken.png'"))
                .isEqualTo(1);
        assertThat(ask(
                        output,
                        "SELECT count(*) AS n FROM findings WHERE leading_cause = '" + found.getString("leading_cause")
                                + "'"))
                .isEqualTo(1);
        assertThat(ask(output, "SELECT difference FROM comparisons WHERE comparison = 'modes'"))
                .isCloseTo(found.getDouble("degradation.mean"), within(1e-4));
        assertThat(ask(
                        output,
                        "SELECT (only_first_right - only_second_right) / images AS d FROM comparisons"
                                + " WHERE comparison = 'statistics'"))
                .isCloseTo(
                        ask(output, "SELECT difference AS d FROM comparisons WHERE comparison = 'statistics'"),
                        within(1e-4));
        assertThat(ask(output, "SELECT max(mean_distance) AS most FROM layers"))
                .isCloseTo(
                        found.getConfigList("norms").stream()
                                .mapToDouble(norm -> norm.getDouble("mean_distance"))
                                .max()
                                .orElseThrow(),
                        within(1e-4));
        assertThat(Files.readString(output.resolve("report/index.html")))
                .contains("\"cause\":\"" + found.getString("leading_cause") + "\"");
        assertThat(ask(output, "SELECT count(*) AS n FROM statistics_distances"))
                .isEqualTo(found.getConfigList("norms").size());

        assertThat(run(
                        "report",
                        output.toString(),
                        "--output",
                        directory.resolve("page.html").toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        assertThat(run("verify", output.toString())).as(out + "" + err).isEqualTo(ExitCode.DONE);
        assertThat(checkup(WEIGHTS, "--output", output.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        assertThat(ask(output, "SELECT count(*) AS n FROM trials")).isEqualTo(1);
        assertThat(output.resolve("disagreements")).doesNotExist();
    }

    /** The one number that a query answers with. */
    private double ask(Path output, String query) {
        assertThat(run("query", output.toString(), query)).as(err.toString()).isEqualTo(ExitCode.DONE);
        String[] lines = out.toString().strip().split("\n", -1);
        return Double.parseDouble(lines[lines.length - 1].strip());
    }

    private static Config read(Path json) {
        return ConfigFactory.parseFile(
                json.toFile(), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }

    @Test
    void everythingThatCannotBeUsedIsSaidAtOnce() {
        assertThat(run(
                        "checkup",
                        "none.onnx",
                        "--data",
                        "nowhere",
                        "--training-batch-size",
                        "many",
                        "--deployed-accuracy",
                        "71",
                        "--preprocessing",
                        "none.conf",
                        "--json",
                        "nowhere/checkup.json"))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(err).hasToString("""
                        Cannot use check-up of the command line: 2 problems
                          checkup.training-batch-size: expected an integer of at least 2, received "many"
                          checkup.deployed-accuracy: expected a number from 0 to 1, received "71"
                        Cannot use none.onnx: expected a file that can be read, received no such file
                        Cannot read nowhere: expected a folder with one for each class, Parquet files of the Hugging Face hub's form, a folder with images.npy and labels.npy, an .npz file, or CIFAR-100's train.bin or test.bin, received nothing of that name
                        Cannot use preprocessing none.conf: 1 problem
                          none.conf: expected a preprocessing file, received nothing
                        Cannot use nowhere/checkup.json: expected a file in a folder that is there, received no such folder
                        """);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void unknownOptionIsRefused() {
        assertThat(run("checkup", GRAPH, "--dat", "x")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith("cannot use --dat with checkup; expected: an option, such as --data; received: --dat\n");
    }

    @Test
    void helpHasExamplesAndFitsATerminal() {
        assertThat(run("checkup", "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .contains("Usage: evalgap checkup")
                .contains("  jobs/evalgap checkup conf/checkup-example.conf\n")
                .contains("Exit codes:\n   0  done\n");
        assertThat(out.toString().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(88));
    }
}
