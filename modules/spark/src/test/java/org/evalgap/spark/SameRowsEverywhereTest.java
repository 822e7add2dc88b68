package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.spark.training.StudyRunner;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The central promise: where and in what order trials run shows in no measurement, bit for bit, and in no verdict on a
 * claim. Real trainings, in one process without Spark, on Spark with one core, with two, and with two in reverse order.
 */
class SameRowsEverywhereTest {

    @TempDir
    Path directory;

    private static Study study;
    private static Dataset dataset;
    private static Plan plan;

    @BeforeAll
    static void plan() {
        study = StudyReader.parse("same rows", """
                study {
                  name = "same rows", replicates = 2
                  dataset { kind = synthetic, height = 12, width = 12, channels = 1, classes = 3, train-per-class = 11, test-per-class = 7 }
                  trial {
                    network { kind = cnn, widths = [4], dropout = 0.3 }
                    training { epochs = 2, learning-rate = 0.05, momentum = 0.9 }
                  }
                  grid {
                    network.normalization = [batch, group]
                    training.batch-size = [2, 8]
                    augmentation = [none, crop-flip]
                  }
                  evaluation { corners = factorial, every-epochs = 1 }
                }
                """);
        dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        plan = Plan.whole(study, dataset);
    }

    @Test
    void measurementsAreTheSameBitForBit() throws Exception {
        TrainingRunner runner = new StudyRunner(study.name(), study.evaluation());
        List<TrialResult> inProcess = new ArrayList<>();
        for (Training training : plan.trainings()) {
            inProcess.addAll(runner.run(training, dataset));
        }
        assertThat(inProcess).hasSize(16).allMatch(result -> result.trial().finished());
        String expected = Measurements.of(inProcess);

        List<Training> reversed = new ArrayList<>(plan.trainings());
        Collections.reverse(reversed);
        Plan backward = new Plan(reversed, plan.cells(), plan.trials(), plan.published());
        Outcome one = onSpark(runner, plan, 1);
        assertThat(one.measurements()).isEqualTo(expected);
        assertThat(one.claims()).isNotEmpty();
        assertThat(onSpark(runner, plan, 2)).isEqualTo(one);
        assertThat(onSpark(runner, backward, 2)).isEqualTo(one);
    }

    private record Outcome(String measurements, List<ClaimRow> claims) {}

    private Outcome onSpark(TrainingRunner runner, Plan ordered, int cores) throws Exception {
        String location = Files.createTempDirectory(directory, "output").toString();
        SparkSession spark = LocalSpark.start(cores);
        try (StudyOutput output = StudyOutput.claim(location, new Configuration(), false)) {
            new StudyJob(output, runner).run(spark, ordered, dataset, progress -> {});
            return new Outcome(Measurements.published(location), output.claims(trial -> true));
        } finally {
            spark.stop();
        }
    }
}
