package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.evalgap.output.Progress;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.rows.Results;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.schema.RowType;
import org.evalgap.spark.training.SweepLimits;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study on a real Spark in this process, with trials that follow from their ids instead of a training. */
class StudyJobTest {

    /** Trials in the order in which they were run; tasks run in this process. */
    private static final ConcurrentLinkedQueue<String> RUN = new ConcurrentLinkedQueue<>();

    @TempDir
    Path directory;

    private SparkSession spark;

    @BeforeEach
    void forget() {
        RUN.clear();
    }

    @AfterEach
    void stop() {
        if (spark != null) {
            spark.stop();
        }
    }

    /** Every third trial diverges, as a result that says so. */
    private static List<TrialResult> train(Training training) {
        List<TrialResult> results = new ArrayList<>();
        for (Trial trial : training.trials()) {
            RUN.add(trial.id());
            boolean diverges = Integer.parseInt(trial.id(), 16) % 3 == 0;
            results.add(Results.of(trial.id(), diverges ? "DIVERGED" : "OK"));
        }
        return results;
    }

    private static final TrainingRunner RUNNER = (training, dataset) -> train(training);

    @Test
    void everyTrialIsPublishedAndInTheTables() throws Exception {
        spark = LocalSpark.start(2);
        List<Progress> progress = new ArrayList<>();
        try (StudyOutput output = claim()) {
            new StudyJob(output, RUNNER).run(spark, Plans.of(5, Set.of()), Plans.dataset(), progress::add);
            assertThat(output.audit().trials()).isEqualTo(Set.copyOf(ids(0, 10)));
            assertThat(output.audit().failed()).containsOnlyKeys(id(0), id(3), id(6), id(9));
            assertThat(output.writeTables(() -> spark)).isTrue();
            assertThat(output.writeTables(() -> {
                        throw new AssertionError("current tables need no Spark");
                    }))
                    .isFalse();
        }
        assertThat(RUN).containsExactlyInAnyOrderElementsOf(ids(0, 10));
        Progress last = progress.get(progress.size() - 1);
        assertThat(last.done()).isEqualTo(10);
        assertThat(last.trials()).isEqualTo(10);
        assertThat(last.failed()).isEqualTo(4);
        assertThat(last.predictedSecondsDone()).isEqualTo(15);
        assertThat(last.remainingSeconds()).isZero();
        assertThat(duckDb("select count(*), count(distinct trial_id) from %s", "trials"))
                .isEqualTo("10 10");
        assertThat(duckDb("select count(*), count(distinct trial_id) from %s", "epochs"))
                .isEqualTo("20 10");
        assertThat(duckDb("select count(*), count(distinct trial_id) from %s", "evaluations"))
                .isEqualTo("10 10");
        assertThat(duckDb("select count(*), sum(replicates), sum(failures) from %s", "degradation"))
                .isEqualTo("1 6 4");
    }

    @Test
    void tablesHoldWhatWasPublished() throws Exception {
        spark = LocalSpark.start(2);
        TrialResult result = Results.ok(id(1));
        try (StudyOutput output = claim()) {
            new StudyJob(output, RUNNER).run(spark, Plans.of(1, Set.of(id(0))), Plans.dataset(), progress -> {});
            output.writeTables(() -> spark);
        }
        Row row = spark.read()
                .parquet(directory.resolve("trials").toString())
                .collectAsList()
                .get(0);
        // Parquet's reader takes every column for nullable.
        assertThat(row.schema())
                .isEqualTo(
                        new RowSchema(RowType.of(TrialRow.class)).structType().asNullable());
        assertThat(row.<String>getAs("reason")).isEqualTo(result.trial().reason());
        assertThat(row.<Long>getAs("seed")).isEqualTo(result.trial().seed());
        assertThat(row.<Double>getAs("learning_rate")).isEqualTo(result.trial().learningRate());
        assertThat(row.<java.sql.Timestamp>getAs("started_at").toInstant())
                .isEqualTo(result.trial().startedAt());
        assertThat(duckDb("select epoch_us(started_at), seed from %s", "trials"))
                .isEqualTo(result.trial().startedAt().toEpochMilli() * 1000
                        + result.trial().startedAt().getNano() / 1000 % 1000
                        + " "
                        + result.trial().seed());
    }

    @Test
    void tablesWithoutRowsCanBeRead() throws Exception {
        spark = LocalSpark.start(1);
        try (StudyOutput output = claim()) {
            output.writeTables(() -> spark);
        }
        for (String table : List.of("trials", "epochs", "evaluations", "degradation", "repairability")) {
            assertThat(duckDb("select count(*) from %s", table)).isEqualTo("0");
        }
        // Claims are there before any trial, and wait for it.
        assertThat(duckDb("select count(*) > 0, string_agg(distinct verdict) from %s", "claims"))
                .isEqualTo("true not testable");
    }

    @Test
    void theLongestTrainingsStartFirst() throws Exception {
        spark = LocalSpark.start(1);
        try (StudyOutput output = claim()) {
            new StudyJob(output, RUNNER, SweepLimits.DEFAULT, 4)
                    .run(spark, Plans.of(10, Set.of()), Plans.dataset(), progress -> {});
        }
        assertThat(RUN).containsExactlyElementsOf(ids(0, 20));
    }

    @Test
    void onlyWhatIsMissingIsRun() throws Exception {
        spark = LocalSpark.start(2);
        try (StudyOutput output = claim()) {
            new StudyJob(output, RUNNER).run(spark, Plans.of(3, Set.of()), Plans.dataset(), progress -> {});
            output.withdraw(Set.of(id(1)));
        }
        RUN.clear();
        List<Progress> progress = new ArrayList<>();
        try (StudyOutput output = claim()) {
            Set<String> published = output.audit().trials();
            new StudyJob(output, RUNNER).run(spark, Plans.of(4, published), Plans.dataset(), progress::add);
            assertThat(output.audit().trials()).hasSize(8);
        }
        assertThat(RUN).containsExactlyInAnyOrder(id(1), id(6), id(7));
        assertThat(progress.get(progress.size() - 1).done()).isEqualTo(8);
    }

    @Test
    void whatAnotherAttemptHasPublishedIsNotRunAgain() throws Exception {
        spark = LocalSpark.start(2);
        List<Progress> progress = new ArrayList<>();
        try (StudyOutput output = claim()) {
            new Journal(OutputDirectory.at(directory.toString(), new Configuration()))
                    .publish(Results.of(id(3), "FAILED"));
            new StudyJob(output, RUNNER).run(spark, Plans.of(2, Set.of()), Plans.dataset(), progress::add);
        }
        assertThat(RUN).containsExactlyInAnyOrder(id(0), id(1), id(2));
        assertThat(progress.get(progress.size() - 1).done()).isEqualTo(4);
        assertThat(progress.get(progress.size() - 1).failed()).isEqualTo(2);
    }

    @Test
    void theOrderOfTrainingsDoesNotShow() throws Exception {
        spark = LocalSpark.start(2);
        Plan forward = Plans.of(6, Set.of());
        List<Training> reversed = new ArrayList<>(forward.trainings());
        Collections.reverse(reversed);
        Plan backward = new Plan(reversed, forward.cells(), forward.trials(), Set.of());
        List<List<Row>> tables = new ArrayList<>();
        for (Plan plan : List.of(forward, backward)) {
            Path here = directory.resolve("run" + tables.size());
            try (StudyOutput output = StudyOutput.claim(here.toString(), new Configuration(), false)) {
                new StudyJob(output, RUNNER).run(spark, plan, Plans.dataset(), progress -> {});
                output.writeTables(() -> spark);
            }
            tables.add(spark.read().parquet(here.resolve("epochs").toString()).collectAsList());
        }
        assertThat(tables.get(0)).isEqualTo(tables.get(1)).hasSize(24);
    }

    @Test
    void resultsOfOtherTrialsAreNotPublished() throws Exception {
        spark = LocalSpark.start(1);
        TrainingRunner wrong = (training, dataset) -> List.of(Results.ok(id(99)), Results.ok(id(0)));
        try (StudyOutput output = claim()) {
            assertThatThrownBy(() -> new StudyJob(output, wrong)
                            .run(spark, Plans.of(1, Set.of()), Plans.dataset(), progress -> {}))
                    .isInstanceOf(SparkException.class)
                    .hasMessageContaining("cannot publish training " + id(0));
            assertThat(output.audit().trials()).isEmpty();
        }
    }

    @Test
    void aRecordThatTheDriverDoesNotSeeIsNotDone() throws Exception {
        spark = LocalSpark.start(1);
        Path lost = directory.resolve("records/" + id(0) + ".json");
        String path = lost.toString();
        TrainingRunner losing = (training, dataset) -> {
            new File(path).delete();
            return train(training);
        };
        try (StudyOutput output = claim()) {
            assertThatThrownBy(() -> new StudyJob(output, losing)
                            .run(spark, Plans.of(2, Set.of()), Plans.dataset(), progress -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot find trial " + id(0) + ", which an executor has published, in file:"
                            + directory + "; expected: a directory that driver and executors share; received: one of"
                            + " this machine alone");
        }
    }

    @Test
    void recordsThatAreDamagedMeanwhileStopTheTables() throws Exception {
        try (StudyOutput output = claim()) {
            Files.writeString(directory.resolve("records/" + id(1) + ".json"), "{");
            assertThatThrownBy(() -> output.writeTables(() -> spark))
                    .hasMessageStartingWith("cannot make the tables; expected: readable records; received: records/"
                            + id(1) + ".json was moved to ")
                    .hasMessageEndingWith("; run the same sweep again");
        }
    }

    private StudyOutput claim() throws Exception {
        return StudyOutput.claim(directory.toString(), new Configuration(), false);
    }

    private static String id(int trial) {
        return Results.id(trial);
    }

    private static List<String> ids(int from, int to) {
        List<String> ids = new ArrayList<>();
        for (int trial = from; trial < to; trial++) {
            ids.add(id(trial));
        }
        return ids;
    }

    /** The values of the only row, as DuckDB reads the table. */
    private String duckDb(String query, String table) throws Exception {
        String files = "read_parquet('" + directory.resolve(table) + "/*.parquet')";
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(String.format(query, files))) {
            rows.next();
            List<String> values = new ArrayList<>();
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                values.add(rows.getString(column));
            }
            return String.join(" ", values);
        }
    }
}
