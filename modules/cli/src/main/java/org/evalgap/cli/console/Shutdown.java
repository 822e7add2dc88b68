package org.evalgap.cli.console;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Time for a command that is told to end, by Ctrl-C or a scheduler, to say so and to give its output free. Spark stops at
 * the same signal, and with it what the command is doing.
 */
public final class Shutdown implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "shutdown");

    private volatile Runnable silence = () -> {};

    public Shutdown() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** @param action silences what Spark says while it is stopped */
    public void silencing(Runnable action) {
        silence = action;
    }

    /** Whether this process is ending. */
    public static boolean begun() {
        Thread probe = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private void await() {
        PrintStream err = System.err;
        // What fails now fails because Spark is being stopped, and its traces would bury what the command says.
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        silence.run();
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                err.println("The command did not end in " + PATIENCE_SECONDS + " s; its process ends now.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has ended, or failed. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs, and need not wait any more.
            return;
        }
    }
}
