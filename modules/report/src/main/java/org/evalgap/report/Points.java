package org.evalgap.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import org.evalgap.results.statistics.Estimate;

/** Accuracies and their differences for people: fractions as per cent and percentage points with one decimal. */
final class Points {

    private Points() {}

    /** {@code +3.1}, {@code -0.2}, {@code 0.0}. */
    static String signed(double fraction) {
        return rounded("%+.1f", 100 * fraction);
    }

    /** A number in a format; what is rounded to zero has no sign. */
    static String rounded(String format, double number) {
        String text = String.format(Locale.ROOT, format, number);
        return text.matches("[-+]0\\.?0*(e[-+]00)?") ? text.substring(1) : text;
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
    static String range(Estimate estimate) {
        return estimate.hasInterval() ? signed(estimate.lower()) + " … " + signed(estimate.upper()) : "–";
    }

    /** {@code -55.0 to -45.2}. */
    static String ends(Estimate estimate) {
        return plain(estimate.lower()) + " to " + plain(estimate.upper());
    }

    /** {@code 3.1 points (95 % interval 1.0 to 5.2)}. */
    static String full(Estimate estimate) {
        return plain(estimate.mean()) + " points ("
                + (estimate.hasInterval() ? "95 % interval " + ends(estimate) : "no interval") + ")";
    }

    /** {@code +3.1 points (1.0 to 5.2)}. */
    static String brief(Estimate estimate) {
        return signed(estimate.mean()) + " points (" + (estimate.hasInterval() ? ends(estimate) : "no interval") + ")";
    }

    /**
     * A mean accuracy in per cent with its interval, never beyond 0 to 100: {@code 81.0 ± 1.2}, {@code 97.0 (91.2 to
     * 100.0)}; or with the values that it is of: {@code 81.0 [80.0, 82.0]}; a dash for null.
     *
     * @param values none if there are enough for an interval
     */
    static String accuracy(Estimate mean, List<Double> values) {
        return estimate(Points::plain, 0, mean, values);
    }

    /** The same of a difference of accuracies in percentage points, with signs, never beyond -100 to 100. */
    static String change(Estimate mean, List<Double> values) {
        return estimate(Points::signed, -1, mean, values);
    }

    private static String estimate(DoubleFunction<String> text, double least, Estimate mean, List<Double> values) {
        if (mean == null) {
            return "–";
        }
        if (values.size() > 1) {
            return text.apply(mean.mean())
                    + values.stream().map(text::apply).collect(Collectors.joining(", ", " [", "]"));
        }
        if (!mean.hasInterval()) {
            return text.apply(mean.mean());
        }
        return mean.lower() < least || mean.upper() > 1
                ? text.apply(mean.mean()) + " (" + text.apply(Math.max(least, mean.lower())) + " to "
                        + text.apply(Math.min(1, mean.upper())) + ")"
                : text.apply(mean.mean()) + " ± " + plain(mean.half());
    }
}
