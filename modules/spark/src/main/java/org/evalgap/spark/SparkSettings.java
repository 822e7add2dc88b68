package org.evalgap.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** The Spark settings that correct results need, and those that suit long native tasks. */
public final class SparkSettings {

    /**
     * A setting that is made whatever the user says.
     *
     * @param reason why no other value will do
     */
    private record Required(String key, String value, String reason) {}

    private static final List<Required> REQUIRED = List.of(
            new Required(
                    "spark.serializer",
                    "org.apache.spark.serializer.JavaSerializer",
                    "Kryo cannot create Java records"),
            new Required(
                    "spark.speculation",
                    "false",
                    "training with small batches takes many times the median by design, and its copy would only waste a"
                            + " core"),
            new Required(
                    "spark.excludeOnFailure.enabled",
                    "false",
                    "a training that ends its executors would have one after the other excluded, until none is left"),
            new Required("spark.sql.session.timeZone", "UTC", "tables must not depend on where they are made"),
            new Required(
                    "spark.sql.parquet.outputTimestampType",
                    "TIMESTAMP_MICROS",
                    "other programs do not take INT96 for a time"));

    private static final String EXECUTOR_ENVIRONMENT = "spark.executorEnv.";

    private static final List<String> THREAD_VARIABLES = List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS");

    private static final String LOOPBACK = "127.0.0.1";

    private static final String STANDALONE = "spark://";
    private static final int MASTER_ANSWERS_MILLISECONDS = 10_000;
    private static final String HADOOP_UMASK = "022";
    private static final String UMASK = "fs.permissions.umask-mode";

    private SparkSettings() {}

    /** Hadoop's settings as spark-submit passes them, for use before, or without, a Spark context. */
    public static Configuration hadoopConfiguration() {
        Configuration configuration = new Configuration();
        configuration.set(UMASK, umask());
        for (Tuple2<String, String> setting : new SparkConf().getAllWithPrefix("spark.hadoop.")) {
            configuration.set(setting._1(), setting._2());
        }
        return configuration;
    }

    /** As {@link #start(String, long, Map, Consumer)}, without more settings. */
    public static SparkSession start(String name, long nativeBytesPerTask, Consumer<String> warnings) {
        return start(name, nativeBytesPerTask, Map.of(), warnings);
    }

    /**
     * Starts Spark with what spark-submit passed and these settings.
     *
     * @param name the application's name
     * @param nativeBytesPerTask the most native memory that a task takes
     * @param settings more of them, for those that the user leaves open
     * @param warnings told of every setting of the user that is not followed, or that will do harm
     */
    public static SparkSession start(
            String name, long nativeBytesPerTask, Map<String, String> settings, Consumer<String> warnings) {
        SparkConf conf = new SparkConf().setAppName(name);
        settings.forEach(conf::setIfMissing);
        apply(conf, System.getenv(), warnings);
        new ExecutorMemory(nativeBytesPerTask).apply(conf, warnings);
        requireMaster(conf.get("spark.master", "local[*]"));
        return SparkSession.builder().config(conf).getOrCreate();
    }

    /**
     * Asks a standalone master whether it is there: Spark would ask for a minute, and then print several stack traces.
     *
     * @throws UncheckedIOException if none of its addresses answers
     */
    static void requireMaster(String master) {
        if (!master.startsWith(STANDALONE)) {
            return;
        }
        IOException last = new IOException("no address");
        for (String address : master.substring(STANDALONE.length()).split(",", -1)) {
            String[] parts = address.split(":", -1);
            try (Socket socket = new Socket()) {
                int port = Integer.parseInt(parts[parts.length - 1]);
                socket.connect(new InetSocketAddress(parts[0], port), MASTER_ANSWERS_MILLISECONDS);
                return;
            } catch (UnknownHostException e) {
                last = new IOException("no host of the name " + parts[0], e);
            } catch (IOException | IllegalArgumentException e) {
                last = new IOException(e.getMessage(), e);
            }
        }
        throw new UncheckedIOException(new IOException(
                "cannot start Spark; expected: a master that answers at " + master + "; received: " + last.getMessage(),
                last));
    }

    static void apply(SparkConf conf, Map<String, String> environment, Consumer<String> warnings) {
        for (Required required : REQUIRED) {
            String asked = conf.get(required.key(), required.value());
            if (!asked.equals(required.value())) {
                warnings.accept(required.key() + " = " + asked + " is not followed, it stays " + required.value() + ": "
                        + required.reason());
            }
            conf.set(required.key(), required.value());
        }
        // A lost executor costs each task on it a failure, and the trial that ends executors is found by other means:
        // neither count may end the sweep before.
        conf.setIfMissing("spark.task.maxFailures", "100");
        conf.setIfMissing("spark.executor.maxNumFailures", "1000");
        // A laptop that sleeps, or a host that swaps, is not a lost executor yet.
        conf.setIfMissing("spark.network.timeout", "600s");
        // But a trial whose process fetches the dataset from one that stands still turns to another one soon.
        conf.setIfMissing("spark.shuffle.io.connectionTimeout", "30s");
        conf.setIfMissing("spark.shuffle.io.maxRetries", "1");
        conf.setIfMissing("spark.hadoop." + UMASK, umask());
        // Anyone who sees the page could end the run.
        conf.setIfMissing("spark.ui.killEnabled", "false");
        // Our tables have more columns than Spark is ready to print without a warning.
        conf.setIfMissing("spark.sql.debug.maxToStringFields", "1000");
        // Its line would be written over ours.
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        nativeThreads(conf, environment, warnings);
        if (isLocal(conf)) {
            conf.setIfMissing("spark.ui.enabled", "false");
            conf.setIfMissing("spark.driver.host", LOOPBACK);
            conf.setIfMissing("spark.driver.bindAddress", LOOPBACK);
        }
    }

    /**
     * The order in which native code adds numbers, and so the last bits of every result, depends on its number of
     * threads, and a process takes that from its environment when it starts.
     */
    private static void nativeThreads(SparkConf conf, Map<String, String> environment, Consumer<String> warnings) {
        String threads = conf.get("spark.task.cpus", "1");
        if (!threads.equals("1")) {
            warnings.accept("spark.task.cpus = " + threads + ": trainings have as many native threads, and results"
                    + " differ in their last digits from those with one");
        }
        for (String variable : THREAD_VARIABLES) {
            String asked = conf.get(EXECUTOR_ENVIRONMENT + variable, threads);
            if (!asked.equals(threads)) {
                warnings.accept(EXECUTOR_ENVIRONMENT + variable + " = " + asked + " is not followed, it becomes "
                        + threads + ": a training has as many native threads as its task has cores, spark.task.cpus");
            }
            conf.setExecutorEnv(variable, threads);
        }
        // glibc would give the memory of every large array back to the kernel, only to fault it in again.
        conf.setExecutorEnv("MALLOC_MMAP_THRESHOLD_", "1073741824");
        conf.setExecutorEnv("MALLOC_TRIM_THRESHOLD_", "2147483648");
        String actual = environment.getOrDefault("OMP_NUM_THREADS", "not set");
        if (isLocal(conf) && !actual.equals(threads)) {
            warnings.accept("OMP_NUM_THREADS is " + actual + " in the environment of this process, and should be "
                    + threads + ": results will differ in their last digits from those of other runs; start through"
                    + " jobs/evalgap");
        }
    }

    /** Whom this process lets read what it makes. Hadoop has a setting of its own, by which everybody may. */
    private static String umask() {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("Umask:"))
                    .map(line -> line.substring("Umask:".length()).strip())
                    .findFirst()
                    .orElse(HADOOP_UMASK);
        } catch (IOException e) {
            // Not Linux: Hadoop's own.
            return HADOOP_UMASK;
        }
    }

    private static boolean isLocal(SparkConf conf) {
        return conf.get("spark.master", "local[*]").startsWith("local");
    }
}
