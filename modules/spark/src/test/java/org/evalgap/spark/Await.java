package org.evalgap.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Waits for what another process does, and gives up on it after a time that is too long on any machine. */
final class Await {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long GIVE_UP_NANOS = TimeUnit.MINUTES.toNanos(10);

    private Await() {}

    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /** @param what for the error if it never comes */
    static void until(Supplier<String> what, Condition condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start > GIVE_UP_NANOS) {
                throw new AssertionError("waited in vain for " + what.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    static void file(Path file) throws Exception {
        until(file::toString, () -> Files.exists(file));
    }

    /** The exit code of a process. */
    static int end(Process process) throws Exception {
        until(() -> "the end of " + process.info(), () -> !process.isAlive());
        return process.exitValue();
    }

    /** Files in a directory. */
    static long count(Path directory, String suffix) throws Exception {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .count();
        }
    }
}
