package org.evalgap.results.rows;

import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;

/** One row per claim and contrast: what the study says about a statement that was written down before it ran. */
@ResultTable(
        name = "claims",
        row = "a contrast of a claim: what the study says about a statement written down before it ran")
public record ClaimRow(
        @Column(description = "Short name of the claim") String claim,
        @Column(description = "The claim in words") String statement,

        @Column(
                description =
                        "Verdict on the claim: refuted if a contrast is; else not testable or inconclusive if one is; else supported")
        String claimVerdict,

        @Column(description = "Short name of the contrast within the claim")
        String contrast,

        @Column(description = "What the contrast measures") String measure,

        @Column(description = "Unit of effect, bounds and threshold: points are percentage points divided by 100")
        String unit,

        @Column(description = "Settings of the trials that are looked at")
        String first,

        @Column(
                description = "Settings of the trials they are compared with; absent if they stand alone",
                nullable = true)
        String second,

        @Column(
                description =
                        "What would support the claim: above (the effect exceeds the threshold), below, or within (it is nearer to 0 than the threshold)")
        String direction,

        @Column(description = "Smallest effect that matters")
        double threshold,

        @Column(
                description =
                        "Mean over replicates of the measure, or of the difference of matched trials (first minus second); absent without such trials",
                nullable = true)
        Double effect,

        @Column(
                description =
                        "Lower end of its 95 % interval over replicates (Student's t); absent below two replicates",
                nullable = true)
        Double lower,

        @Column(
                description =
                        "Upper end of its 95 % interval over replicates (Student's t); absent below two replicates",
                nullable = true)
        Double upper,

        @Column(description = "Replicates that have such trials")
        int replicates,

        @Column(description = "Trials looked at, or matched pairs of trials")
        int trials,

        @Column(
                description =
                        "supported: the interval lies wholly on the claimed side of the threshold; refuted: wholly on the other; inconclusive: neither; not testable: fewer than two replicates have such trials")
        String verdict) {}
