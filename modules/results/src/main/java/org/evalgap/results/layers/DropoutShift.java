package org.evalgap.results.layers;

import org.evalgap.results.schema.Column;

/** What switching off the dropout ahead of a norm does to its input on test images, both with running statistics. */
public record DropoutShift(
        @Column(
                description =
                        "Probability of the dropout ahead of it with no other norm between; absent if there is none",
                unit = "probability",
                nullable = true)
        Double dropoutAhead,

        @Column(
                description =
                        "What switching dropout off does to the mean of its input, root mean square over channels; absent without dropout ahead",
                unit = "standard deviations",
                nullable = true)
        Double meanShift,

        @Column(
                description =
                        "Variance of its input with dropout off over that with dropout on, geometric mean over channels; absent without dropout ahead",
                nullable = true)
        Double varianceShift,

        @Column(
                description =
                        "What theory says of variance_shift where dropout stands right ahead of the norm: layers between mix units, for which it does not hold, so it is absent there",
                nullable = true)
        Double varianceShiftTheory) {

    /** Of a norm without dropout ahead. */
    public static final DropoutShift NONE = new DropoutShift(null, null, null, null);
}
