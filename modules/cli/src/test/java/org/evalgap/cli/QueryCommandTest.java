package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.evalgap.cli.console.ExitCode;
import org.junit.jupiter.api.Test;

class QueryCommandTest extends CommandTest {

    /** Each once was a trace through Spark. */
    @Test
    void whatCannotBeAnsweredIsSaidInOneSentence() throws IOException {
        sweep();
        assertThat(run("query", output.toString(), "SELECT 1 / 0")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).contains("DIVIDE_BY_ZERO").doesNotContain("\tat ");
        Path table = output.resolve("trials/trials.parquet");
        Files.write(table, Arrays.copyOf(Files.readAllBytes(table), 100));
        assertThat(run("query", output.toString(), "SELECT * FROM trials")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot query file:" + output + "; trials/trials.parquet; expected: the bytes that"
                        + " were written; received: others; jobs/evalgap aggregate makes it anew"));
    }

    /** Spark runs each of them on being told, were it let to. */
    @Test
    void aQueryOnlyReads() throws IOException {
        assertThat(run("query", output.toString(), "SELECT 1")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err)
                .hasToString(lines("cannot query " + output
                        + "; expected: the output directory of a sweep; received: no such directory"));
        sweep();
        List<String> before = names(output);
        Path elsewhere = directory.resolve("elsewhere");
        String parquet = output.resolve("trials/trials.parquet").toString();
        for (String sql : List.of(
                "INSERT OVERWRITE DIRECTORY '" + elsewhere + "' USING parquet SELECT * FROM trials",
                "WITH t AS (SELECT * FROM trials) INSERT OVERWRITE DIRECTORY '" + elsewhere + "' USING csv SELECT 1",
                "FROM trials INSERT OVERWRITE DIRECTORY '" + elsewhere + "' USING csv SELECT cell",
                "CREATE TABLE copy USING parquet LOCATION '" + elsewhere + "' AS SELECT * FROM trials",
                "CREATE TABLE copy (x INT) USING parquet LOCATION '" + elsewhere + "'",
                "INSERT INTO parquet.`" + parquet + "` SELECT * FROM trials",
                "DROP VIEW trials",
                "SET spark.sql.shuffle.partitions = 1",
                "ADD JAR '" + conf + "'",
                "SELECT TRANSFORM(cell) USING 'touch " + elsewhere + "' AS (x STRING) FROM trials",
                "SELECT * FROM trials WHERE cell IN (SELECT TRANSFORM(cell) USING 'touch " + elsewhere
                        + "' AS (x STRING) FROM trials)",
                "SELECT reflect('java.lang.System', 'setProperty', 'evalgap.test', 'written')")) {
            assertThat(run("query", output.toString(), sql)).as(sql).isEqualTo(ExitCode.UNUSABLE);
            assertThat(err.toString())
                    .as(sql)
                    .startsWith("cannot answer the query; expected: one SELECT over the views trials, ")
                    .doesNotContain("\tat ");
            assertThat(elsewhere).as(sql).doesNotExist();
        }
        assertThat(System.getProperty("evalgap.test")).isNull();
        assertThat(names(output)).isEqualTo(before);
        assertThat(Files.exists(directory.resolve("warehouse/copy"))).isFalse();
        assertThat(run("query", output.toString(), "WITH t AS (SELECT * FROM trials) SELECT count(*) AS n FROM t"))
                .as(() -> err.toString())
                .isEqualTo(ExitCode.DONE);
        assertThat(out).hasToString("n\n4\n");
        assertThat(run("query", output.toString(), "SELECT batchsize FROM trials"))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).contains("batchsize").doesNotContain("'Project");
    }

    @Test
    void anAnswerWithoutRowsSaysWhy() {
        sweep();
        assertThat(run("query", output.toString(), "SELECT trial_id FROM trials WHERE batch_size = 5"))
                .isEqualTo(ExitCode.DONE);
        assertThat(err).hasToString(lines("No row is as the query asks."));
        assertThat(run("query", output.toString(), "SELECT share FROM attribution"))
                .isEqualTo(ExitCode.DONE);
        assertThat(err)
                .hasToString(
                        lines("No row, as there is nothing in attribution; evaluation.corners = factorial in the study"
                                + " measures what attribution needs"));
    }
}
