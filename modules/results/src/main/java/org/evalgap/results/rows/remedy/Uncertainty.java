package org.evalgap.results.rows.remedy;

import org.evalgap.results.schema.Column;

/** What passes with dropout tell of their own reliability; other remedies have none of these figures. */
public record Uncertainty(
        @Column(
                description = "MC dropout: mean entropy of the mean probabilities; absent for other remedies",
                unit = "nats",
                nullable = true)
        Double predictiveEntropy,

        @Column(
                description =
                        "MC dropout: mean mutual information of prediction and dropout mask; absent for other remedies",
                unit = "nats",
                nullable = true)
        Double mutualInformation,

        @Column(
                description =
                        "MC dropout: variance of a class's probability over passes, mean over classes and images; absent with one pass",
                nullable = true)
        Double probabilityVariance,

        @Column(
                description =
                        "MC dropout: probability that a wrong prediction has the larger predictive entropy than a right one; absent if all are right or all wrong",
                unit = "probability",
                nullable = true)
        Double errorsByEntropy,

        @Column(description = "MC dropout: the same by mutual information", unit = "probability", nullable = true)
        Double errorsByMutualInformation) {

    /** Of a remedy that is not MC dropout. */
    public static final Uncertainty NONE = new Uncertainty(null, null, null, null, null);
}
