package org.evalgap.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real standalone cluster on this machine: the processes of a master and of workers with one core each, from the jars
 * of the test's class path. Their logs, and those of their executors, are in its directory.
 */
public final class StandaloneCluster implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern MASTER_STARTED = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Pattern WORKER_REGISTERED = Pattern.compile("Successfully registered with master");

    private static final Pattern HISTORY_STARTED = Pattern.compile("Bound HistoryServer to");

    /** What the build sets for its own tests; executors must have it from the sweep. */
    private static final Set<String> LEFT_OUT =
            Set.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_");

    private final Path directory;
    private final Path sparkHome;
    private final List<Daemon> daemons = Collections.synchronizedList(new ArrayList<>());
    private List<String> options = List.of();
    private String master;

    private StandaloneCluster(Path directory, Path sparkHome) {
        this.directory = directory;
        this.sparkHome = sparkHome;
    }

    /** A process of the cluster and what it has said about itself. */
    private record Daemon(Process process, Matcher announcement) {}

    /**
     * Starts a cluster whose executors have nothing but what {@link #settings()} gives them: the class path of the test.
     *
     * @param directory for logs and for what executors leave
     */
    public static StandaloneCluster start(Path directory, int workers) throws IOException {
        Path home = directory.resolve("spark-home");
        Files.createDirectories(home.resolve("jars"));
        return start(directory, workers, home);
    }

    /**
     * Starts a cluster whose executors run on a Spark installation.
     *
     * @param sparkHome a directory with Spark's jars in {@code jars/}
     */
    public static StandaloneCluster start(Path directory, int workers, Path sparkHome) throws IOException {
        return empty(directory, sparkHome).started(workers);
    }

    /**
     * Starts a cluster whose executors run on a Spark installation and which talks to nobody without a secret.
     *
     * @param sparkHome a directory with Spark's jars in {@code jars/}
     */
    public static StandaloneCluster startWithSecret(Path directory, int workers, Path sparkHome, String secret)
            throws IOException {
        StandaloneCluster cluster = empty(directory, sparkHome);
        cluster.options = List.of(
                "-Dspark.authenticate=true",
                "-Dspark.authenticate.secret=" + secret,
                "-Dspark.network.crypto.enabled=true",
                "-Dspark.network.crypto.cipher=AES/GCM/NoPadding");
        return cluster.started(workers);
    }

    private StandaloneCluster started(int workers) throws IOException {
        try {
            startMaster();
            for (int worker = 1; worker <= workers; worker++) {
                startWorker(worker);
            }
            return this;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * A cluster without processes yet.
     *
     * @param directory for logs and for what executors leave
     * @param sparkHome a directory with Spark's jars in {@code jars/}
     */
    public static StandaloneCluster empty(Path directory, Path sparkHome) throws IOException {
        return new StandaloneCluster(Files.createDirectories(directory), sparkHome);
    }

    private void startMaster() throws IOException {
        startMaster(List.of("--host", LOOPBACK, "--port", "0", "--webui-port", "0"));
    }

    /** Starts the master with these arguments, and waits until it says that it has started. */
    public void startMaster(List<String> arguments) throws IOException {
        master = start("master", MASTER_STARTED, "org.apache.spark.deploy.master.Master", options, arguments)
                .announcement
                .group(1);
    }

    private void startWorker(int number) throws IOException {
        startWorker(
                "worker-" + number,
                List.of(
                        "--host",
                        LOOPBACK,
                        "--cores",
                        "1",
                        "--memory",
                        "2g",
                        "--webui-port",
                        "0",
                        "--work-dir",
                        directory.resolve("work-" + number).toString(),
                        master));
    }

    /** Starts a worker with these arguments, and waits until the master knows it. */
    public void startWorker(String name, List<String> arguments) throws IOException {
        start(name, WORKER_REGISTERED, "org.apache.spark.deploy.worker.Worker", options, arguments);
    }

    /** Starts a history server with these Java options, and waits until its page can be asked for. */
    public void startHistoryServer(List<String> javaOptions) throws IOException {
        start("history", HISTORY_STARTED, "org.apache.spark.deploy.history.HistoryServer", javaOptions, List.of());
    }

    private Daemon start(String name, Pattern ready, String main, List<String> javaOptions, List<String> arguments)
            throws IOException {
        Path log = directory.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.configurationFile=classpath:standalone-cluster-log4j2.properties"));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", classPath(), main));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(LEFT_OUT);
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME", sparkHome.toString(), "SPARK_SCALA_VERSION", "2.13", "SPARK_LOCAL_IP", LOOPBACK));
        Process process = builder.start();
        BufferedReader lines = process.inputReader();
        PrintWriter copy = new PrintWriter(Files.newBufferedWriter(log), true);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            copy.println(line);
            Matcher matcher = ready.matcher(line);
            if (matcher.find()) {
                Daemon daemon = new Daemon(process, matcher);
                daemons.add(daemon);
                drain(name, lines, copy);
                return daemon;
            }
        }
        process.destroyForcibly();
        throw new IOException(
                "cannot start " + main + "; expected: a line with " + ready + "; received: those of " + log);
    }

    private static void drain(String name, BufferedReader lines, PrintWriter copy) {
        Thread thread = new Thread(
                () -> {
                    try (lines;
                            copy) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            copy.println(line);
                        }
                    } catch (IOException e) {
                        copy.println("The log ends here: " + new UncheckedIOException(e));
                    }
                },
                "log of " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The class path of this test, which executors need too. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** The address that {@code spark.master} takes. */
    public String master() {
        return master;
    }

    /** Spark settings of a driver in this machine that uses the cluster, one small executor on each worker. */
    public Map<String, String> settings() {
        return Map.of(
                "spark.master",
                master,
                "spark.driver.host",
                LOOPBACK,
                "spark.driver.bindAddress",
                LOOPBACK,
                "spark.ui.enabled",
                "false",
                "spark.executor.memory",
                "512m",
                "spark.executor.cores",
                "1",
                "spark.executor.extraClassPath",
                classPath());
    }

    /** The processes of the executors that run now. */
    public List<ProcessHandle> executors() {
        synchronized (daemons) {
            return daemons.stream().flatMap(daemon -> daemon.process.children()).toList();
        }
    }

    /** Ends all processes at once, executors among them. */
    @Override
    public void close() {
        synchronized (daemons) {
            daemons.stream()
                    .flatMap(
                            daemon -> Stream.concat(daemon.process.descendants(), Stream.of(daemon.process.toHandle())))
                    .toList()
                    .forEach(ProcessHandle::destroyForcibly);
            daemons.forEach(daemon -> daemon.process.onExit().join());
        }
    }
}
