package org.evalgap.cli.console;

import java.util.Locale;

/** Times as people say them. */
final class Durations {

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Durations() {}

    /** Such as {@code 8 s}, {@code 3 min 20 s}, {@code 2 h 5 min} or {@code 4 d 7 h}. */
    static String of(double seconds) {
        long rounded = Math.round(seconds);
        if (rounded < MINUTE) {
            return rounded + " s";
        }
        if (rounded < HOUR) {
            return String.format(Locale.ROOT, "%d min %d s", rounded / MINUTE, rounded % MINUTE);
        }
        if (rounded < DAY) {
            return String.format(Locale.ROOT, "%d h %d min", rounded / HOUR, rounded % HOUR / MINUTE);
        }
        return String.format(Locale.ROOT, "%d d %d h", rounded / DAY, rounded % DAY / HOUR);
    }
}
