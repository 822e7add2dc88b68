package org.evalgap.spark.training;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.evalgap.data.Dataset;
import org.evalgap.output.attempts.CrashReport;
import org.evalgap.output.journal.CorruptRecordException;
import org.evalgap.output.journal.TrialRecord;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.study.plan.Training;
import org.evalgap.study.plan.Trial;

/**
 * A training in a process of its own, for a trial whose process once ended without a word. If it ends this one too,
 * there is no doubt whose fault it was, and nothing else is lost. The process ends with its parent.
 */
final class LoneTraining {

    private static final long POLL_MILLIS = 100;
    private static final int LONGEST_REPORT = 1 << 20;
    /** What a process that a signal ends has for its exit code, without the signal's number. */
    private static final int SIGNALS = 128;

    private static final AtomicInteger RUNNING = new AtomicInteger();

    private final TrainingRunner runner;
    private final Dataset dataset;
    private final Duration limit;
    private final BooleanSupplier killed;

    /**
     * @param limit longest time between two checkpoints
     * @param killed whether Spark has cancelled the training
     */
    LoneTraining(TrainingRunner runner, Dataset dataset, Duration limit, BooleanSupplier killed) {
        this.runner = runner;
        this.dataset = dataset;
        this.limit = limit;
        this.killed = killed;
    }

    /** The process of the training ended without a word. */
    static final class CrashException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Optional<byte[]> report;

        CrashException(String message, Optional<byte[]> report) {
            super(message);
            this.report = report;
        }

        /** What the Java platform wrote about it. */
        Optional<byte[]> report() {
            return report;
        }
    }

    /** Whether this process waits for such a training: what else it trains might end it, and the training with it. */
    static boolean running() {
        return RUNNING.get() > 0;
    }

    /**
     * The training's results.
     *
     * @throws CrashException if its process ended without results
     * @throws Watch.HungException if it made no progress and was ended
     * @throws CancellationException if it was killed
     * @throws IOException if the process could not be started, or the machine is at fault otherwise
     */
    List<TrialResult> run(Training training) throws IOException, CrashException, Watch.HungException {
        RUNNING.incrementAndGet();
        try {
            Path directory = Files.createTempDirectory("evalgap-");
            try {
                return run(training, directory);
            } finally {
                delete(directory);
            }
        } finally {
            RUNNING.decrementAndGet();
        }
    }

    private List<TrialResult> run(Training training, Path directory)
            throws IOException, CrashException, Watch.HungException {
        Process process = new ProcessBuilder(command(directory))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try (OutputStream orders = process.getOutputStream()) {
            give(training, orders, directory);
            int exitCode = await(process);
            return switch (exitCode) {
                case TrainingProcess.DONE -> results(training, directory);
                case TrainingProcess.HUNG -> throw new Watch.HungException(Watch.reason(limit));
                default -> throw crash(exitCode, directory);
            };
        } finally {
            process.destroyForcibly();
        }
    }

    private void give(Training training, OutputStream orders, Path directory) throws IOException {
        try {
            ObjectOutputStream objects = new ObjectOutputStream(new BufferedOutputStream(orders));
            objects.writeObject(new TrainingProcess.Orders(runner, training, dataset, limit));
            objects.flush();
        } catch (IOException e) {
            throw new IOException(
                    "cannot start a process for training " + training.id() + "; expected: it to take its orders;"
                            + " received: " + output(directory),
                    e);
        }
    }

    private int await(Process process) {
        while (true) {
            try {
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return process.exitValue();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("Spark has killed the task");
            }
            if (killed.getAsBoolean()) {
                throw new CancellationException("Spark has killed the task");
            }
        }
    }

    private static List<TrialResult> results(Training training, Path directory) throws IOException {
        List<TrialResult> results = new ArrayList<>();
        for (Trial trial : training.trials()) {
            Path file = TrainingProcess.result(directory, trial.id());
            try {
                results.add(TrialRecord.decode(Files.readAllBytes(file)));
            } catch (CorruptRecordException e) {
                throw new IOException("cannot read " + file + "; " + e.getMessage(), e);
            }
        }
        return results;
    }

    private static CrashException crash(int exitCode, Path directory) throws IOException {
        if (exitCode == TrainingProcess.FAILED || !Files.exists(TrainingProcess.began(directory))) {
            throw new IOException("cannot train in a process of its own; expected: results; received: exit code "
                    + exitCode + ", " + output(directory));
        }
        Path report = report(directory);
        String signal = exitCode > SIGNALS ? " (signal " + (exitCode - SIGNALS) + ")" : "";
        String ending = CrashReport.summary(report).orElse("exit code " + exitCode + signal);
        if (!Files.exists(report)) {
            return new CrashException(ending, Optional.empty());
        }
        byte[] content = Files.readAllBytes(report);
        return new CrashException(
                ending,
                Optional.of(content.length <= LONGEST_REPORT ? content : Arrays.copyOf(content, LONGEST_REPORT)));
    }

    /** This process's Java with its options, but those that two processes cannot share. */
    private static List<String> command(Path directory) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X")
                        || argument.startsWith("--add-")
                        || argument.startsWith("-D") && !argument.startsWith("-Dcom.sun.management."))
                .forEach(command::add);
        command.add("-XX:ErrorFile=" + report(directory));
        command.add("-XX:-CreateCoredumpOnCrash");
        command.add("-cp");
        command.add(classPath());
        command.add(TrainingProcess.class.getName());
        command.add(directory.toString());
        return command;
    }

    /** Spark adds the application's jars to an executor by a class loader, not on its command line. */
    private static String classPath() {
        Set<String> entries = new LinkedHashSet<>();
        for (ClassLoader loader = Thread.currentThread().getContextClassLoader();
                loader != null;
                loader = loader.getParent()) {
            if (loader instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    entries.add(file(url));
                }
            }
        }
        entries.add(System.getProperty("java.class.path"));
        return String.join(File.pathSeparator, entries);
    }

    private static String file(URL url) {
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Spark names jars by URIs", e);
        }
    }

    private static Path report(Path directory) {
        return directory.resolve("hs_err.log");
    }

    private static String output(Path directory) throws IOException {
        return Files.readString(directory.resolve("output"), StandardCharsets.UTF_8)
                .strip();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
