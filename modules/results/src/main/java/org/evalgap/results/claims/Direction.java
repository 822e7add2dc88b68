package org.evalgap.results.claims;

/** On which side of the threshold an effect supports a claim. */
enum Direction {
    /** Larger than the threshold. */
    ABOVE,
    /** Smaller than the threshold. */
    BELOW,
    /** Nearer to 0 than the threshold. */
    WITHIN
}
