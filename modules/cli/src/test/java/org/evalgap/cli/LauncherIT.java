package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as users have it, through its launcher, in processes of their own, with real trainings. */
class LauncherIT {

    private static final Path DISTRIBUTION = Path.of(System.getProperty("distribution"));

    private static final String STUDY = """
            study {
              name = small
              replicates = 2
              dataset { kind = synthetic, height = 8, width = 8, channels = 1, classes = 2, train-per-class = 8, test-per-class = 4 }
              trial { network { kind = cnn, widths = [2] }, training.epochs = 1 }
              grid.training.batch-size = [4, 8]
            }
            """;

    @TempDir
    static Path temporary;

    @TempDir
    Path directory;

    private String out;
    private String err;

    /** A Spark installation of jars alone: those of this build's class path that the distribution does not have. */
    @BeforeAll
    static void assembleSpark() throws IOException {
        Path jars = Files.createDirectories(temporary.resolve("spark-home/jars"));
        Set<String> own = Set.copyOf(names(DISTRIBUTION.resolve("lib")));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            String name = jar.getFileName().toString();
            if (name.endsWith(".jar") && !own.contains(name) && !name.startsWith("evalgap-")) {
                link(jars.resolve(name), jar);
            }
        }
    }

    private static void link(Path link, Path jar) throws IOException {
        try {
            Files.createSymbolicLink(link, jar);
        } catch (FileAlreadyExistsException e) {
            throw new AssertionError("two jars named " + link.getFileName(), e);
        }
    }

    private int launch(String... arguments) throws Exception {
        Path launcher = temporary.resolve("linked-evalgap");
        if (!Files.exists(launcher)) {
            Files.createSymbolicLink(launcher, DISTRIBUTION.resolve("jobs/evalgap"));
        }
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path outFile = directory.resolve("out");
        Path errFile = directory.resolve("err");
        ProcessBuilder process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(outFile.toFile())
                .redirectError(errFile.toFile());
        process.environment().put("SPARK_HOME", temporary.resolve("spark-home").toString());
        process.environment().keySet().removeAll(Set.of("OMP_NUM_THREADS", "SPARK_LOCAL_IP", "SPARK_SCALA_VERSION"));
        int exitCode = process.start().waitFor();
        out = Files.readString(outFile, StandardCharsets.UTF_8);
        err = Files.readString(errFile, StandardCharsets.UTF_8);
        return exitCode;
    }

    @Test
    void aStudyIsRunOnceFromAnyDirectory() throws Exception {
        Files.writeString(directory.resolve("small study.conf"), STUDY);
        assertThat(launch("--master", "local[2]", "--conf=spark.ui.enabled=false", "sweep", "small study.conf"))
                .as(() -> err)
                .isEqualTo(ExitCode.DONE);
        assertThat(out.lines().takeWhile(line -> !line.isEmpty()).toList())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("batch-size  n  train mode %");
        assertThat(err.lines().toList())
                .first()
                .asString()
                .startsWith("Study small: 2 cells, 4 trials, 4 of them to run in 4 trainings; output file:");
        assertThat(err).contains("4/4 trials, ").doesNotContain("WARN").doesNotContain("INFO");
        String firstSummary = out;
        List<String> records = names(directory.resolve("output/small/records"));
        assertThat(records).hasSize(4);
        assertThat(Files.readString(directory.resolve("output/small/records").resolve(records.get(0))))
                .contains("threads 1/1");

        assertThat(launch("sweep", "small study.conf")).as(() -> err).isEqualTo(ExitCode.DONE);
        assertThat(err).contains("0 of them to run").doesNotContain("trials, 0 s");
        assertThat(out).isEqualTo(firstSummary);
    }

    @Test
    void exitCodesPassThroughTheLauncher() throws Exception {
        Files.writeString(directory.resolve("bad.conf"), STUDY.replace("replicates", "replicate"));
        assertThat(launch("sweep", "bad.conf")).as(() -> err).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err).startsWith("Cannot use study bad.conf: 1 problem\n");
        assertThat(launch("plan", "bad.conf")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(launch("--master")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err).isEqualTo("cannot use --master; expected: a value; received: none\n");
        assertThat(launch("--help")).isEqualTo(ExitCode.DONE);
        assertThat(out).startsWith("Usage: jobs/evalgap ");
    }

    @Test
    void theDistributionBringsNothingThatSparkBrings() throws IOException {
        Set<String> artifacts = names(DISTRIBUTION.resolve("lib")).stream()
                .map(name -> name.replaceFirst("-[0-9].*", ""))
                .collect(Collectors.toSet());
        assertThat(artifacts)
                .containsExactlyInAnyOrder(
                        "byteunits",
                        "commons-net",
                        "config",
                        "evalgap-experiment",
                        "evalgap-nn",
                        "evalgap-report",
                        "evalgap-spark",
                        "guava",
                        "jackson",
                        "javacpp",
                        "javacpp-platform",
                        "jna",
                        "jna-platform",
                        "mkl",
                        "mkl-platform",
                        "nd4j-api",
                        "nd4j-common",
                        "nd4j-native",
                        "nd4j-native-api",
                        "nd4j-native-platform",
                        "nd4j-native-preset",
                        "nd4j-presets-common",
                        "neoitertools",
                        "openblas",
                        "openblas-platform",
                        "oshi-core",
                        "picocli",
                        "protobuf",
                        "threetenbp");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
