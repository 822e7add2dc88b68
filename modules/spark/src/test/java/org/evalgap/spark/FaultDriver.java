package org.evalgap.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.evalgap.output.JavaProcess;
import org.evalgap.output.OutputHeldException;
import org.evalgap.spark.training.SweepLimits;
import org.evalgap.study.plan.Plan;

/** The driver of a sweep over a {@link FaultStudy}, in a process of its own. */
final class FaultDriver {

    /** What it ends with when another run holds the output. */
    static final int OUTPUT_HELD = 3;

    private FaultDriver() {}

    /**
     * The process to be, on Spark on two cores of its own.
     *
     * @param directory with the faults; the output is {@code output} in it
     */
    static ProcessBuilder local(Path directory, int replicates, SweepLimits limits) throws IOException {
        return builder(directory, replicates, limits, Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"));
    }

    /** The process to be, with executors in processes of their own, all with {@code cores} tasks at a time. */
    static ProcessBuilder cluster(
            Path directory, int replicates, SweepLimits limits, int workers, int cores, Map<String, String> settings)
            throws IOException {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("spark.master", "local-cluster[" + workers + "," + cores + ",1024]");
        all.put("spark.executor.extraClassPath", StandaloneCluster.classPath());
        all.put("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:-CreateCoredumpOnCrash");
        all.put("spark.executor.memory", "768m");
        ProcessBuilder builder = builder(directory, replicates, limits, all);
        Path home = directory.resolve("spark-home");
        Files.createDirectories(home.resolve("jars"));
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        return builder;
    }

    /** The process to be, with Spark's settings. */
    static ProcessBuilder builder(Path directory, int replicates, SweepLimits limits, Map<String, String> settings)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                directory.toString(),
                Integer.toString(replicates),
                limits.stall().toString(),
                Integer.toString(limits.lostAttempts())));
        settings.forEach((key, value) -> arguments.add(key + "=" + value));
        ProcessBuilder builder = JavaProcess.builder(FaultDriver.class, arguments.toArray(String[]::new));
        // Its core file would be as large as all it has mapped.
        builder.command().add(1, "-XX:-CreateCoredumpOnCrash");
        builder.command().add(1, "-XX:TieredStopAtLevel=1");
        builder.command().add(1, "-XX:ErrorFile=" + directory.resolve("hs_err_pid%p.log"));
        return builder;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        FaultStudy study = new FaultStudy(Integer.parseInt(arguments[1]));
        SweepLimits limits = new SweepLimits(
                Duration.parse(arguments[2]), Integer.parseInt(arguments[3]), Long.MAX_VALUE, Duration.ofMinutes(30));
        for (String setting : List.of(arguments).subList(4, arguments.length)) {
            int equals = setting.indexOf('=');
            System.setProperty(setting.substring(0, equals), setting.substring(equals + 1));
        }
        System.setProperty("spark.sql.warehouse.dir", "target/spark-warehouse");
        Runtime.getRuntime().halt(run(directory, study, limits));
    }

    private static int run(Path directory, FaultStudy study, SweepLimits limits) throws Exception {
        try (StudyOutput output = StudyOutput.claim(
                System.getProperty("output", directory.resolve("output").toString()),
                SparkSettings.hadoopConfiguration(),
                false)) {
            Set<String> published = output.audit().trials();
            Plan plan = study.plan(published);
            SparkSession spark = SparkSettings.start("faults", plan.predictedBytes(), System.out::println);
            new StudyJob(output, new FaultyRunner(study.runner(), directory.toString()), limits)
                    .run(spark, plan, study.dataset(), progress -> {});
            output.writeTables(() -> spark);
            spark.stop();
            return 0;
        } catch (OutputHeldException e) {
            System.out.println(e.getMessage());
            return OUTPUT_HELD;
        }
    }
}
