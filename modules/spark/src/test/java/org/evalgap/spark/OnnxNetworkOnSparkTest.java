package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.models.TestFiles;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.spark.training.StudyRunner;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Training;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model in a file is trained where the file is not: it crosses with the trial. */
class OnnxNetworkOnSparkTest {

    @TempDir
    Path directory;

    @Test
    void tasksNeedNoFile() throws Exception {
        Path model = TestFiles.onnx(directory.resolve("model.onnx"), TestFiles.classifier(1, 8, 3));
        Study study = StudyReader.parse("own", """
                study {
                  name = own, replicates = 1
                  dataset { kind = synthetic, height = 8, width = 8, channels = 1, classes = 3, train-per-class = 11, test-per-class = 7 }
                  trial { network { kind = onnx, file = "%s" }, training { epochs = 1, batch-size = 6 } }
                  grid { network.weights = [initial, file], network.normalization = [as-is, group] }
                }
                """.formatted(model));
        Dataset dataset = DatasetReader.read(study.dataset(), ByteSource.local());
        Plan plan = Plan.whole(study, dataset);
        Files.delete(model);
        TrainingRunner runner = new StudyRunner(study.name(), study.evaluation());
        List<TrialResult> inProcess = new ArrayList<>();
        for (Training training : plan.trainings()) {
            inProcess.addAll(runner.run(training, dataset));
        }
        assertThat(inProcess).hasSize(4).allMatch(result -> result.trial().finished());

        String location = directory.resolve("output").toString();
        SparkSession spark = LocalSpark.start(2);
        try (StudyOutput output = StudyOutput.claim(location, new Configuration(), false)) {
            new StudyJob(output, runner).run(spark, plan, dataset, progress -> {});
            assertThat(Measurements.published(location)).isEqualTo(Measurements.of(inProcess));
        } finally {
            spark.stop();
        }
    }
}
