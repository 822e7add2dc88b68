package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.output.Progress;
import org.evalgap.spark.StudyOutput;
import org.junit.jupiter.api.Test;

class ReportCommandTest extends CommandTest {

    @Test
    void thePageShowsTheFiguresOfTheTables() throws IOException {
        failingBatchSize = 8;
        sweep();
        Config page = page(output.resolve("report/index.html"));
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            List<Row> cells = spark.read()
                    .parquet(output.resolve("degradation").toString())
                    .select("cell_id", "degradation", "cell", "eval_mode_accuracy", "failures")
                    .collectAsList();
            assertThat(page.getStringList("cells.id"))
                    .isEqualTo(cells.stream().map(row -> row.getString(0)).toList());
            assertThat(page.getIntList("cells.failures"))
                    .isEqualTo(cells.stream().map(row -> row.getInt(4)).toList());
            List<Object> degradation = means(page, "degradation/test");
            List<Object> accuracy = means(page, "eval-mode/test");
            for (int cell = 0; cell < cells.size(); cell++) {
                Row row = cells.get(cell);
                if (row.isNullAt(1)) {
                    assertThat(degradation.get(cell)).isNull();
                } else {
                    assertThat(number(degradation.get(cell))).isEqualTo(row.getDouble(1));
                    assertThat(number(accuracy.get(cell))).isEqualTo(row.getDouble(3));
                }
            }
            List<Row> trials = spark.read()
                    .parquet(output.resolve("trials").toString())
                    .select("trial_id", "status")
                    .collectAsList();
            List<String> statuses = page.getStringList("trials.statuses");
            assertThat(page.getStringList("trials.id"))
                    .containsExactlyInAnyOrderElementsOf(
                            trials.stream().map(row -> row.getString(0)).toList());
            assertThat(page.getIntList("trials.status").stream().map(statuses::get))
                    .containsExactlyInAnyOrderElementsOf(
                            trials.stream().map(row -> row.getString(1)).toList());
        }
    }

    private static Config page(Path file) throws IOException {
        String html = Files.readString(file);
        String start = "<script type=\"application/json\" id=\"data\">";
        int from = html.indexOf(start) + start.length();
        return ConfigFactory.parseString(
                html.substring(from, html.indexOf("</script>", from)),
                ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }

    @SuppressWarnings("unchecked")
    private static List<Object> means(Config page, String metric) {
        Map<String, Object> figures = (Map<String, Object>)
                page.getConfig("metrics").root().get(metric).unwrapped();
        return (List<Object>) figures.get("mean");
    }

    private static double number(Object json) {
        return ((Number) json).doubleValue();
    }

    @Test
    void reportMakesThePageAnew() throws IOException {
        sweep();
        Path page = output.resolve("report/index.html");
        String first = Files.readString(page);
        Files.delete(page);
        assertThat(run("report", output.toString())).isEqualTo(ExitCode.DONE);
        assertThat(err).hasToString(lines("Page: file:" + page));
        assertThat(Files.readString(page).equals(first)).isTrue();
        Path copy = directory.resolve("copy.html");
        assertThat(run("report", output.toString(), "--output", copy.toString()))
                .isEqualTo(ExitCode.DONE);
        assertThat(Files.readString(copy).equals(first)).isTrue();
    }

    @Test
    void reportWritesChartsAsPictures() throws IOException {
        sweep();
        Path svg = directory.resolve("svg");
        Path png = directory.resolve("png");
        assertThat(run("report", output.toString(), "--svg", svg.toString(), "--png", png.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.DONE);
        assertThat(err.toString())
                .isEqualTo(lines("Page: file:" + output + "/report/index.html", "Pictures: degradation, calibration"));
        assertThat(names(svg)).containsExactly("calibration.svg", "degradation.svg");
        assertThat(names(png)).containsExactly("calibration.png", "degradation.png");
        assertThat(svg.resolve("degradation.svg")).content().startsWith("<svg width=\"900\"");
        assertThat(ImageIO.read(png.resolve("degradation.png").toFile()).getWidth())
                .isEqualTo(1800);
    }

    @Test
    void reportWorksWhileASweepRunsAndFollowsIt() throws Exception {
        sweep();
        Path page = output.resolve("report/index.html");
        String over = Files.readString(page);
        StudyOutput running = StudyOutput.claim(output.toString(), new Configuration(), false);
        List<String> before = names(output.resolve("lock"));
        running.statusFile("small").update(new Progress(9, 4, 0, 90, 40, 100, 90, ""));
        assertThat(run("report", output.toString())).as(err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(err).hasToString(lines("Page: file:" + page));
        assertThat(page(page).getInt("live.done")).isEqualTo(4);
        assertThat(page(page).getInt("live.trials")).isEqualTo(9);
        Path copy = directory.resolve("copy.html");
        assertThat(run("report", output.toString(), "--output", copy.toString()))
                .isEqualTo(ExitCode.DONE);
        assertThat(Files.readString(copy).equals(over))
                .as("nobody renews a copy")
                .isTrue();
        assertThat(names(output.resolve("lock"))).isEqualTo(before);

        CompletableFuture<Integer> watching = CompletableFuture.supplyAsync(
                () -> run("report", output.toString(), "--output", copy.toString(), "--watch"));
        while (Files.readString(copy).equals(over)) {
            assertThat(watching).isNotDone();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        running.close();
        assertThat(watching.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(Files.readString(copy).equals(over)).isTrue();
    }

    @Test
    void aDamagedRecordIsLeftOutAndLeftWhereItIs() throws IOException {
        sweep();
        Path record = output.resolve("records")
                .resolve(names(output.resolve("records")).get(0));
        Files.writeString(record, "nonsense");
        assertThat(run("report", output.toString())).isEqualTo(ExitCode.DONE);
        assertThat(err.toString()).startsWith("Damaged, left out: records/" + record.getFileName());
        assertThat(page(output.resolve("report/index.html")).getStringList("trials.id"))
                .hasSize(3);
        assertThat(record).hasContent("nonsense");
    }

    @Test
    void whatIsInThePlaceOfThePageIsSetAside() throws IOException {
        sweep();
        Path page = output.resolve("report/index.html");
        Files.delete(page);
        Files.createDirectories(page.resolve("deep"));
        assertThat(run("report", output.toString())).as(() -> err.toString()).isEqualTo(ExitCode.DONE);
        assertThat(page).isRegularFile();
        assertThat(output.resolve("quarantine/index.html/deep")).isDirectory();
    }

    @Test
    void reportNeedsAnOutput() {
        assertThat(run("report", output.toString())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot report " + output
                        + "; expected: the output directory of a sweep; received: no such directory"));
        assertThat(output).doesNotExist();
    }
}
