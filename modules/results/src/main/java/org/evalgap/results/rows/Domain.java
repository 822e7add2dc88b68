package org.evalgap.results.rows;

/** The input domain of images, where training alternates two. */
public enum Domain {
    /** Images of both, or of the only one. */
    ALL,
    FIRST,
    SECOND;

    /** The one of a number from 0. */
    public static Domain of(int number) {
        return number == 0 ? FIRST : SECOND;
    }
}
