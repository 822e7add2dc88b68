package org.evalgap.report;

import java.util.Locale;
import java.util.Optional;
import org.evalgap.results.diagnosis.Estimate;
import org.evalgap.results.diagnosis.Estimate.Range;

/** Accuracies and their differences for people: fractions as per cent and percentage points with one decimal. */
final class Points {

    private Points() {}

    /** {@code +3.1}, {@code -0.2}, {@code 0.0}. */
    static String signed(double fraction) {
        String text = String.format(Locale.ROOT, "%+.1f", 100 * fraction);
        return text.equals("-0.0") || text.equals("+0.0") ? "0.0" : text;
    }

    /** {@code 3.1}, {@code -0.2}, {@code 0.0}. */
    static String plain(double fraction) {
        String text = signed(fraction);
        return text.startsWith("+") ? text.substring(1) : text;
    }

    /** {@code 81.9 %}. */
    static String percent(double fraction) {
        return plain(fraction) + " %";
    }

    /** Whole per cent of something: {@code 96 %}. */
    static String share(double part, double whole) {
        return Math.round(100 * part / whole) + " %";
    }

    /** A positive number with about three digits: {@code 465}, {@code 34.3}, {@code 0.70}, {@code 0.003}. */
    static String ratio(double value) {
        if (value < 0.0005) {
            return "less than 0.001";
        }
        String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : value >= 0.01 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /** {@code -55.0 … -45.2}; a dash without interval. */
    static String range(Optional<Range> interval) {
        return interval.map(range -> signed(range.lower()) + " … " + signed(range.upper()))
                .orElse("–");
    }

    /** {@code 3.1 points (95 % interval 1.0 to 5.2)}. */
    static String full(Estimate estimate) {
        return plain(estimate.value()) + " points ("
                + estimate.interval()
                        .map(range -> "95 % interval " + plain(range.lower()) + " to " + plain(range.upper()))
                        .orElse("no interval")
                + ")";
    }

    /** {@code +3.1 points (1.0 to 5.2)}. */
    static String brief(Estimate estimate) {
        return signed(estimate.value()) + " points ("
                + estimate.interval()
                        .map(range -> plain(range.lower()) + " to " + plain(range.upper()))
                        .orElse("no interval")
                + ")";
    }
}
