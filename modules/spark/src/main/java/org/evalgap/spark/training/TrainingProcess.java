package org.evalgap.spark.training;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.evalgap.data.Dataset;
import org.evalgap.output.journal.TrialRecord;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.study.plan.Training;

/**
 * The process of a {@link LoneTraining}. Its orders come from its parent through a pipe, which the parent holds open as
 * long as it lives; its results go into files.
 */
final class TrainingProcess {

    static final int DONE = 0;
    /** No progress for too long. */
    static final int HUNG = 75;
    /** The machine is at fault; the output says how. */
    static final int FAILED = 76;

    private static final int ORPHANED = 77;

    private TrainingProcess() {}

    /** What to train, and for how long it may stand still. */
    record Orders(TrainingRunner runner, Training training, Dataset dataset, Duration limit) implements Serializable {}

    /** The result of a trial. */
    static Path result(Path directory, String trialId) {
        return directory.resolve(trialId + ".json");
    }

    /** There as soon as the process has its orders: from then on its end is that of the training. */
    static Path began(Path directory) {
        return directory.resolve("began");
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Runtime.getRuntime().halt(run(directory));
    }

    private static int run(Path directory) throws IOException {
        InputStream pipe = new BufferedInputStream(System.in);
        try {
            Orders orders = (Orders) new ObjectInputStream(pipe).readObject();
            endWithParent(pipe);
            Files.createFile(began(directory));
            Watch watch = new Watch("trial " + orders.training().trials().get(0).id(), orders.limit(), () -> false);
            for (TrialResult result :
                    watch.run(checkpoint -> orders.runner().run(orders.training(), orders.dataset(), checkpoint))) {
                Files.write(result(directory, result.trial().trialId()), TrialRecord.encode(result));
            }
            return DONE;
        } catch (Watch.HungException e) {
            return HUNG;
        } catch (ClassNotFoundException | IOException | RuntimeException e) {
            System.err.println(e);
            return FAILED;
        }
    }

    private static void endWithParent(InputStream pipe) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (pipe.read() >= 0) {
                            // Nothing more is sent.
                        }
                    } catch (IOException e) {
                        System.err.println(e);
                    }
                    Runtime.getRuntime().halt(ORPHANED);
                },
                "parent");
        thread.setDaemon(true);
        thread.start();
    }
}
