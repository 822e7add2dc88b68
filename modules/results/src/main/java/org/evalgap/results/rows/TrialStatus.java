package org.evalgap.results.rows;

import org.evalgap.results.schema.Labels.Labelled;

/** How a trial ended. */
public enum TrialStatus implements Labelled {
    /** It was trained and measured. */
    OK,
    /** Its loss, or a value in its network, stopped being a number. */
    DIVERGED,
    /** An exception ended it. */
    FAILED,
    /** It needed more memory than its process has. */
    OUT_OF_MEMORY,
    /** Its process ended. */
    CRASHED,
    /** It made no progress for too long. */
    TIMEOUT;

    @Override
    public String label() {
        return name();
    }
}
