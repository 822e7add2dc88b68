package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.spark.training.StudyRunner;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file in {@code jobs/sql} gives the same answer in Spark SQL and in DuckDB, on the tables of a real study. */
class SqlFilesTest {

    private static final Path FILES = Path.of("..", "..", "jobs", "sql");
    private static final double DIGITS = 1e-12;

    @TempDir
    static Path directory;

    private static SparkSession spark;

    @BeforeAll
    static void sweep() throws Exception {
        Study study = StudyReader.parse("sql", """
                study {
                  name = sql, replicates = 2
                  dataset { kind = synthetic, height = 12, width = 12, channels = 1, classes = 3, train-per-class = 11, test-per-class = 7 }
                  trial {
                    network { kind = cnn, widths = [4], dropout = 0.3 }
                    training { epochs = 2, learning-rate = 0.05 }
                  }
                  grid {
                    network.normalization = [batch, group]
                    training.batch-size = [4, 8]
                    # The last one diverges.
                    training.learning-rate = [0.05, 1e30]
                  }
                  evaluation { corners = factorial }
                }
                """);
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        Plan plan = Plan.whole(study, dataset);
        spark = LocalSpark.start(2);
        try (StudyOutput output = StudyOutput.claim(directory.toString(), new Configuration(), false)) {
            new StudyJob(output, new StudyRunner(study.name(), study.evaluation()))
                    .run(spark, plan, dataset, progress -> {});
            output.writeTables(() -> spark);
        }
    }

    @AfterAll
    static void stop() {
        if (spark != null) {
            spark.stop();
        }
    }

    static Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sql"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void sparkAndDuckDbAgree(String file) throws Exception {
        String sql = Files.readString(FILES.resolve(file));
        TableQuery.Answer ofSpark =
                TableQuery.of(directory.toString(), new Configuration()).ask(spark, sql, 1000);
        TableQuery.Answer ofDuckDb = duckDb(sql);

        assertThat(ofSpark.complete()).isTrue();
        assertThat(ofSpark.columns()).isEqualTo(ofDuckDb.columns());
        assertThat(ofSpark.rows()).isNotEmpty().hasSameSizeAs(ofDuckDb.rows());
        for (int row = 0; row < ofSpark.rows().size(); row++) {
            for (int column = 0; column < ofSpark.columns().size(); column++) {
                assertSame(
                        ofSpark.rows().get(row).get(column),
                        ofDuckDb.rows().get(row).get(column),
                        ofSpark.columns().get(column) + " of row " + row);
            }
        }
    }

    private static void assertSame(Object expected, Object actual, String place) {
        if (expected instanceof Number number && actual instanceof Number other) {
            // The two add up in different orders.
            double bound = DIGITS * Math.max(1, Math.abs(number.doubleValue()));
            assertThat(other.doubleValue())
                    .as(place)
                    .isCloseTo(number.doubleValue(), org.assertj.core.data.Offset.offset(bound));
        } else {
            assertThat(actual).as(place).isEqualTo(expected);
        }
    }

    private static TableQuery.Answer duckDb(String sql) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (String table :
                    TableQuery.of(directory.toString(), new Configuration()).tables()) {
                statement.execute("CREATE VIEW " + table + " AS SELECT * FROM read_parquet('" + directory.resolve(table)
                        + "/*.parquet')");
            }
            ResultSet answer = statement.executeQuery(sql);
            List<String> columns = new ArrayList<>();
            for (int column = 1; column <= answer.getMetaData().getColumnCount(); column++) {
                columns.add(answer.getMetaData().getColumnName(column));
            }
            List<List<Object>> rows = new ArrayList<>();
            while (answer.next()) {
                List<Object> row = new ArrayList<>();
                for (int column = 1; column <= columns.size(); column++) {
                    Object value = answer.getObject(column);
                    row.add(value instanceof BigDecimal number ? number.doubleValue() : value);
                }
                rows.add(row);
            }
            return new TableQuery.Answer(columns, rows, true);
        }
    }

    @Test
    void failedTrialsAreAmongTheAnswers() throws Exception {
        TableQuery.Answer answer = TableQuery.of(directory.toString(), new Configuration())
                .ask(spark, Files.readString(FILES.resolve("which-trials-failed.sql")), 1000);
        assertThat(answer.rows())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.get(0)).isEqualTo("DIVERGED"));
    }

    @Test
    void anAnswerMayBeCutOff() throws Exception {
        TableQuery.Answer answer =
                TableQuery.of(directory.toString(), new Configuration()).ask(spark, "SELECT trial_id FROM trials", 3);
        assertThat(answer.complete()).isFalse();
        assertThat(answer.rows()).hasSize(3);
    }

    @Test
    void theFilesSayTheirSchemaVersion() throws Exception {
        TableQuery.Answer answer = duckDb("SELECT decode(value) FROM parquet_kv_metadata('" + directory
                + "/trials/trials.parquet') WHERE decode(key) = 'org.apache.spark.sql.parquet.row.metadata'");
        assertThat((String) answer.rows().get(0).get(0))
                .contains("\"evalgap.schema-version\":" + TableWriter.SCHEMA_VERSION)
                .contains("\"comment\":\"Content hash of everything that determines the trial's result\"");
    }

    @Test
    void whatIsNoQueryIsRefused() {
        assertThatThrownBy(() -> TableQuery.of(directory.toString(), new Configuration())
                        .ask(spark, "SELECT nothing FROM trials", 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("`nothing`");
    }
}
