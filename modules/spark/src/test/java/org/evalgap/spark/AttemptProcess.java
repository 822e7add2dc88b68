package org.evalgap.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.output.JavaProcess;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.spark.training.SweepLimits;
import org.evalgap.spark.training.TrainingAttempt;
import org.evalgap.study.plan.Training;

/** What a task does with the first training of a {@link FaultStudy}, in a process of its own and without Spark. */
final class AttemptProcess {

    private AttemptProcess() {}

    /** @param faultPoint see {@link FaultPointFileSystem} */
    static Process start(Path directory, String faultPoint) throws IOException {
        return JavaProcess.start(AttemptProcess.class, directory.toString(), faultPoint);
    }

    static Configuration configuration(String faultPoint) {
        Configuration configuration = new Configuration();
        configuration.set("fs." + FaultPointFileSystem.SCHEME + ".impl", FaultPointFileSystem.class.getName());
        configuration.set(FaultPointFileSystem.FAULT_POINT, faultPoint);
        return configuration;
    }

    static OutputDirectory output(Path directory, String faultPoint) throws IOException {
        return OutputDirectory.at(
                FaultPointFileSystem.SCHEME + "://" + directory.resolve("output"), configuration(faultPoint));
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        OutputDirectory output = output(directory, arguments[1]);
        FaultStudy study = new FaultStudy(1);
        Training training = study.plan(new Journal(output).ids()).trainings().get(0);
        new TrainingAttempt(
                        output,
                        new FaultyRunner(study.runner(), directory.toString()),
                        study.dataset(),
                        SweepLimits.DEFAULT,
                        "alone",
                        () -> false)
                .run(training, result -> {});
        Runtime.getRuntime().halt(0);
    }
}
