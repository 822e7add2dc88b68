package org.evalgap.output.attempts;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts that this process is making. Whoever asks the process to end, by a signal that it can hear, is not what a
 * trial did: the attempts then end in good order.
 */
final class OpenAttempts {

    private static final Logger LOG = LoggerFactory.getLogger(OpenAttempts.class);
    /** Before Hadoop closes its file systems, and before Spark stops. */
    private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 100;

    private static final Map<Attempts.Attempt, Attempts> OPEN = new ConcurrentHashMap<>();
    /** Whoever begins an attempt shares it; the end of the process has it alone. */
    private static final ReadWriteLock BEGINNING = new ReentrantReadWriteLock();

    private static boolean over;

    static {
        ShutdownHookManager.get().addShutdownHook(OpenAttempts::endAll, PRIORITY);
    }

    private OpenAttempts() {}

    /** Creates an attempt's file. */
    @FunctionalInterface
    interface Creation {
        boolean create() throws IOException;
    }

    /**
     * Begins an attempt.
     *
     * @return whether its file was created
     * @throws CancellationException if the process is ending
     */
    static boolean begin(Attempts ledger, Attempts.Attempt attempt, Creation file) throws IOException {
        BEGINNING.readLock().lock();
        try {
            if (over) {
                throw new CancellationException("the process is ending");
            }
            if (!file.create()) {
                return false;
            }
            OPEN.put(attempt, ledger);
            return true;
        } finally {
            BEGINNING.readLock().unlock();
        }
    }

    /** @return whether it was open */
    static boolean remove(Attempts.Attempt attempt) {
        return OPEN.remove(attempt) != null;
    }

    private static void endAll() {
        BEGINNING.writeLock().lock();
        over = true;
        BEGINNING.writeLock().unlock();
        OPEN.forEach((attempt, ledger) -> {
            try {
                ledger.end(attempt);
            } catch (IOException e) {
                LOG.error("cannot say that attempt {} at trial {} ended", attempt.number(), attempt.trialId(), e);
            }
        });
    }
}
