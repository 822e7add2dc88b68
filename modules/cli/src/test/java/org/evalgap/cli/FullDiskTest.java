package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.data.tools.Sha256;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The disk is full wherever a sweep can be: at the lock, a record, a table, the page. */
@Tag("faults")
class FullDiskTest extends CommandTest {

    private static final int SMALLEST_KIB = 4;
    /** Fine enough to stop between any two files. */
    private static final double GROWTH = 1.25;

    @Test
    void aFullDiskIsSaidAndLosesNothing() throws Exception {
        assertThat(sweep()).isEqualTo(ExitCode.DONE);
        Map<String, String> undisturbed = records();
        Path disk = Files.createDirectory(directory.resolve("disk"));
        output = disk.resolve("output");
        List<String> failed = new ArrayList<>();
        boolean enough = false;
        for (int size = SMALLEST_KIB; !enough; size = (int) Math.ceil(size * GROWTH)) {
            assumeTrue(
                    program("mount", "-t", "tmpfs", "-o", "size=" + size + "k", "tmpfs", disk) == 0,
                    "mount is permitted");
            try {
                enough = sweep() == ExitCode.DONE;
                String words = err.toString();
                if (!enough) {
                    failed.add(size + " KiB: " + words.lines().reduce("", (one, other) -> other));
                    System.out.println("Full disk: " + failed.get(failed.size() - 1));
                    assertThat(words).as("%d KiB", size).doesNotContain("\tat ").contains("No space left on device");
                    assertThat(program("mount", "-o", "remount,size=64m", disk)).isZero();
                    assertThat(sweep()).as(() -> words + "\n" + err).isEqualTo(ExitCode.DONE);
                }
                assertThat(records()).isEqualTo(undisturbed);
                assertThat(run("verify", output.toString()))
                        .as(() -> out + "" + err)
                        .isEqualTo(ExitCode.DONE);
            } finally {
                // Spark may still hold a table's file open that it failed to write.
                assertThat(program("umount", "-l", disk)).isZero();
            }
        }
        assertThat(failed).hasSizeGreaterThan(5);
    }

    private Map<String, String> records() throws IOException {
        Map<String, String> records = new TreeMap<>();
        try (Stream<Path> files = Files.list(output.resolve("records"))) {
            for (Path file : files.toList()) {
                records.put(file.getFileName().toString(), Sha256.hex(Files.readAllBytes(file)));
            }
        }
        return records;
    }

    private static int program(Object... command) throws Exception {
        try {
            return new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            // There is no such program.
            return -1;
        }
    }
}
