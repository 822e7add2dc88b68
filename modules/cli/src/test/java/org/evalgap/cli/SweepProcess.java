package org.evalgap.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.evalgap.output.JavaProcess;

/** A sweep of made-up results in a process of its own. */
final class SweepProcess {

    static final String[] SIX_TRIALS = {"--set", "replicates=3"};

    private SweepProcess() {}

    /** The process to be; what Spark leaves beside the output goes into {@code directory}. */
    static ProcessBuilder builder(Path study, Path output, Path directory) throws IOException {
        return JavaProcess.builder(SweepProcess.class, study.toString(), output.toString(), directory.toString());
    }

    public static void main(String[] arguments) {
        System.setProperty("spark.master", "local[2]");
        System.setProperty("spark.sql.warehouse.dir", arguments[2] + "/warehouse");
        System.exit(Main.commandLine(study -> (training, dataset) -> CommandTest.madeUp(training))
                .execute("sweep", arguments[0], "--output", arguments[1], SIX_TRIALS[0], SIX_TRIALS[1]));
    }
}
