package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a clone that this user may read and not write, with a Java that only says how it was called. */
class ReadOnlyCloneTest {

    private static final Path REPOSITORY = Path.of("..", "..");

    @TempDir
    private Path clone;

    private Path target;
    private String said;

    @BeforeEach
    void makeTheClone() throws IOException {
        for (String file : List.of("pom.xml", "jobs/evalgap", "conf/log4j2.properties")) {
            copy(file);
        }
        for (String directory : List.of(".mvn", "modules/cli/src/main", "modules/cli/src/assembly")) {
            Files.createDirectories(clone.resolve(directory));
        }
        Files.writeString(clone.resolve("modules/cli/pom.xml"), "");
        Path java = clone.resolve("java/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\necho \"java $*\"\n");
        target = clone.resolve("modules/cli/target");
        for (Path file : List.of(java, clone.resolve("jobs/evalgap"))) {
            permit(file, "rwxr-xr-x");
        }
        permit(clone, "rwxr-xr-x");
    }

    @AfterEach
    void letItBeDeleted() throws IOException {
        permit(clone.resolve("modules/cli"), "rwxr-xr-x");
        if (Files.exists(target)) {
            permit(target, "rwxr-xr-x");
        }
    }

    private void copy(String file) throws IOException {
        Files.createDirectories(clone.resolve(file).getParent());
        Files.copy(REPOSITORY.resolve(file), clone.resolve(file));
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    /** What its owner has built, later than all sources. */
    private void build() throws IOException {
        String pom = Files.readString(clone.resolve("pom.xml"));
        int version = pom.indexOf("\n  <version>") + "\n  <version>".length();
        Path distribution = target.resolve("evalgap-" + pom.substring(version, pom.indexOf('<', version)));
        Files.createDirectories(distribution);
        Files.writeString(distribution.resolve("evalgap-cli-1.jar"), "");
        Path built = Files.writeString(distribution.resolve(".built"), "");
        Files.setLastModifiedTime(built, FileTime.from(Instant.now().plus(1, ChronoUnit.HOURS)));
        permit(target, "r-xr-xr-x");
    }

    private int launch(String... arguments) throws Exception {
        permit(clone.resolve("modules/cli"), "r-xr-xr-x");
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // Root may write everywhere.
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.add(clone.resolve("jobs/evalgap").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("JAVA_HOME", clone.resolve("java").toString());
        Process process = builder.start();
        said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor();
    }

    @Test
    void nothingIsBuiltYet() throws Exception {
        assertThat(launch("plan", "study.conf")).isEqualTo(1);
        assertThat(said)
                .isEqualTo("cannot build the distribution; expected: permission to write " + target
                        + "; received: none; clone the repository as this user, or unpack the distribution that its"
                        + " owner has built\n");
    }

    @Test
    void whatItsOwnerHasBuiltRuns() throws Exception {
        build();
        assertThat(launch("plan", "study.conf")).as(said).isZero();
        assertThat(said).startsWith("java ").endsWith(" org.evalgap.cli.Main plan study.conf\n");
    }

    @Test
    void sparkIsNotThereYet() throws Exception {
        build();
        assertThat(launch("status", "output")).isEqualTo(1);
        assertThat(said)
                .isEqualTo("cannot assemble Spark's jars; expected: permission to write " + target
                        + "; received: none; set SPARK_HOME to a Spark for Scala 2.13, or clone the repository as this"
                        + " user\n");
    }
}
