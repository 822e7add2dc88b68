package org.evalgap.spark;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    static {
        ShutdownHookManager.get().addShutdownHook(OpenAttempts::endAll, PRIORITY);
    }

    private OpenAttempts() {}

    static void add(Attempts ledger, Attempts.Attempt attempt) {
        OPEN.put(attempt, ledger);
    }

    /** @return whether it was open */
    static boolean remove(Attempts.Attempt attempt) {
        return OPEN.remove(attempt) != null;
    }

    private static void endAll() {
        OPEN.forEach((attempt, ledger) -> {
            try {
                ledger.end(attempt);
            } catch (IOException e) {
                LOG.warn("cannot say that attempt {} at trial {} ended", attempt.number(), attempt.trialId(), e);
            }
        });
    }
}
