package org.evalgap.results.replicates;

import org.evalgap.results.schema.Labels;

/** Why a cell has no more replicates. */
public enum Ending implements Labels.Labelled {
    /** Every cell has as many. */
    NUMBER("number"),
    /** Its interval is narrow enough. */
    INTERVAL("interval"),
    /** The claims that it has to do with have their verdicts, or have none in sight. */
    VERDICTS("verdicts"),
    /** The test images alone seem to make its interval wider than asked for. */
    IMAGES("images"),
    /** None of its networks learned anything. */
    NOT_LEARNED("not-learned"),
    /** None of its replicates finished. */
    FAILED("failed"),
    /** It has the most that there may be. */
    AT_MOST("at-most");

    private final String label;

    Ending(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
