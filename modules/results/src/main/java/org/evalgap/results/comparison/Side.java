package org.evalgap.results.comparison;

/** One of the two outputs that are compared. */
public enum Side {
    /** The one that differences are taken from. */
    FIRST,
    /** The one that differences lead to. */
    SECOND
}
