package org.evalgap.spark;

import com.sun.jna.Function;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.evalgap.data.Dataset;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.spark.training.StudyRunner;
import org.evalgap.spark.training.TrainingRunner;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;

/**
 * Trains for real, but what a file named by the trial's id says happens in the middle of its training.
 *
 * @param real what trains
 * @param directory with the files
 */
record FaultyRunner(StudyRunner real, String directory) implements TrainingRunner {

    private static final int STEP = 5;

    /** What can happen. */
    enum Fault {
        /** Native code touches memory that is not there. */
        CRASH {
            @Override
            void strike(Path file) throws Exception {
                Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
                field.setAccessible(true);
                ((sun.misc.Unsafe) field.get(null)).putAddress(0, 0);
            }
        },
        /** The kernel kills the process, as it does when memory runs out. */
        KILL {
            @Override
            void strike(Path file) throws Exception {
                long pid = ProcessHandle.current().pid();
                new ProcessBuilder("kill", "-9", Long.toString(pid)).start();
                Await.until(() -> "the end", () -> false);
            }
        },
        /** Says which process it is in, and waits until its file is gone. */
        HOLD {
            @Override
            void strike(Path file) throws Exception {
                Path mark = held(file);
                Path draft = Files.writeString(
                        Path.of(mark + "." + System.nanoTime()),
                        Long.toString(ProcessHandle.current().pid()));
                Files.move(draft, mark);
                Await.until(() -> "the end of " + file, () -> !Files.exists(file));
            }
        },
        /** Native code does not return. */
        HANG {
            @Override
            void strike(Path file) {
                Function pause = Function.getFunction("c", "pause");
                while (true) {
                    pause.invokeInt(new Object[0]);
                }
            }
        },
        /** Java code computes without an end, but would notice an interrupt. */
        SPIN {
            @Override
            void strike(Path file) {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                throw new IllegalStateException("interrupted");
            }
        },
        /** Asks for more than the heap has. */
        EXHAUST {
            @Override
            void strike(Path file) {
                long[][] memory = new long[64][];
                for (int i = 0; i < memory.length; i++) {
                    memory[i] = new long[1 << 30];
                }
                throw new AssertionError("the heap has " + memory.length + " times 8 GiB");
            }
        };

        abstract void strike(Path file) throws Exception;
    }

    /** Lets a fault strike a trial. */
    static void arm(Path directory, String trialId, Fault fault) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(trialId), fault.name());
    }

    /** Lets a fault strike a trial while another one is held. */
    static void arm(Path directory, String trialId, Fault fault, String held) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(trialId), fault.name() + " " + held);
    }

    /** Where a held trial says which process it is in. */
    static Path held(Path file) {
        return file.resolveSibling(file.getFileName() + ".held");
    }

    @Override
    public String study() {
        return real.study();
    }

    @Override
    public List<TrialResult> run(Training training, Dataset dataset) {
        throw new AssertionError("a sweep watches progress");
    }

    @Override
    public List<TrialResult> run(Training training, Dataset dataset, Runnable checkpoint) {
        int[] steps = {0};
        return real.run(training, dataset, () -> {
            checkpoint.run();
            if (++steps[0] == STEP) {
                training.trials().forEach(this::strike);
            }
        });
    }

    private void strike(Trial trial) {
        Path file = Path.of(directory, trial.id());
        if (!Files.exists(file)) {
            return;
        }
        try {
            List<String> words = List.of(Files.readString(file).split(" ", -1));
            for (String held : words.subList(1, words.size())) {
                Await.file(held(file.resolveSibling(held)));
            }
            Fault.valueOf(words.get(0)).strike(file);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
