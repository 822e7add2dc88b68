package org.evalgap.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The distribution's launcher, linked to from elsewhere, with a Spark installation of jars alone. */
final class Launcher {

    static final Path DISTRIBUTION = Path.of(System.getProperty("distribution"));

    private final Path home;
    private final Path link;

    /**
     * What a launched process left.
     *
     * @param exitCode its exit code
     * @param out what it printed
     * @param err what it said meanwhile
     */
    record Launched(int exitCode, String out, String err) {}

    /**
     * Assembles Spark from those jars of this build's class path that the distribution does not have, beside the
     * distribution.
     *
     * @param place name of the directory it is assembled in
     */
    Launcher(String place) throws IOException {
        Path directory = emptied(DISTRIBUTION.resolveSibling(place));
        home = directory.resolve("spark-home");
        link = Files.createSymbolicLink(
                directory.resolve("linked-evalgap"),
                DISTRIBUTION.resolve("jobs").resolve("evalgap"));
        Path jars = Files.createDirectories(home.resolve("jars"));
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

    private static Path emptied(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> old = Files.walk(directory)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return Files.createDirectories(directory);
    }

    private static void link(Path link, Path jar) throws IOException {
        try {
            Files.createSymbolicLink(link, jar);
        } catch (FileAlreadyExistsException e) {
            throw new AssertionError("two jars named " + link.getFileName(), e);
        }
    }

    /** The Spark installation. */
    Path sparkHome() {
        return home;
    }

    /** The launcher as a process to be, with nothing in its environment that a build would put there. */
    ProcessBuilder process(Path directory, String... arguments) {
        List<String> command = new ArrayList<>(List.of(link.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command).directory(directory.toFile());
        process.environment().put("SPARK_HOME", home.toString());
        process.environment()
                .keySet()
                .removeAll(Set.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "SPARK_LOCAL_IP", "SPARK_SCALA_VERSION"));
        return process;
    }

    /** Runs the launcher to its end. */
    Launched launch(Path directory, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "launched", ".out");
        Path err = Files.createTempFile(directory, "launched", ".err");
        int exitCode = process(directory, arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        return new Launched(
                exitCode, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    /** Names of what is in a directory, in order. */
    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
