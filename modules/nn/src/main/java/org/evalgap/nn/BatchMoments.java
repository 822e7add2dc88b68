package org.evalgap.nn;

/** What was measured of values that share statistics, for each channel or group of channels. */
interface BatchMoments {

    /** Samples that the values are of. */
    int samples();

    /** Number of values behind each mean. */
    double count();

    double mean(int group);

    /** Biased. */
    double variance(int group);

    /** What turns a biased variance into the unbiased one. */
    default double unbiased() {
        return count() / (count() - 1);
    }
}
