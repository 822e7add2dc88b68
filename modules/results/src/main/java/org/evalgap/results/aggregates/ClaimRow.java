package org.evalgap.results.aggregates;

import java.util.Map;
import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;
import org.evalgap.results.schema.RowType;

/** One row per claim and contrast: what the study says about a statement that was written down before it ran. */
@ResultTable(
        name = "claims",
        row = "a contrast of a claim: what the study says about a statement written down before it ran")
public record ClaimRow(
        @Column(description = "Short name of the claim") String claim,
        @Column(description = "The claim in words") String statement,

        @Column(
                description =
                        "Verdict on the claim: the first of opposite, smaller than matters, premise not met, not testable and inconclusive that one of its contrasts is; else supported")
        String claimVerdict,

        @Column(description = "Short name of the contrast within the claim")
        String contrast,

        @Column(description = "What the contrast measures") String measure,

        @Column(
                description =
                        "Unit of effect, bounds, threshold and reference: points are percentage points divided by 100")
        String unit,

        @Column(description = "Settings of the trials that are looked at")
        String first,

        @Column(
                description = "Settings of the trials they are compared with; absent if they stand alone",
                nullable = true)
        String second,

        @Column(
                description =
                        "What would support the claim: above or below (the effect is that side of the reference by the threshold or more), differs (on either side), within (nearer to it than the threshold), not-above or not-below (not on that side by the threshold)")
        String direction,

        @Column(description = "Smallest distance of the effect from the reference that matters")
        double threshold,

        @Column(
                description =
                        "Mean over replicates of the measure, or of the difference of matched trials (first minus second), the same cells in each replicate; or the ratio of two such means; absent without such trials",
                nullable = true)
        Double effect,

        @Column(
                description =
                        "Lower end of its 95 % interval over replicates and, where by-block columns tell, over images; absent below two replicates",
                nullable = true)
        Double lower,

        @Column(
                description =
                        "Upper end of its 95 % interval over replicates and, where by-block columns tell, over images; absent below two replicates",
                nullable = true)
        Double upper,

        @Column(description = "Replicates that the mean is over: those that have a trial in each cell")
        int replicates,

        @Column(description = "Trials that the mean is over, or matched pairs of trials")
        int trials,

        @Column(
                description =
                        "supported or opposite: the effect surely matters, and is as claimed or the other way; smaller than matters: it surely does not; inconclusive: neither is sure at adjusted_probability 0.05; premise not met: no cell is as the contrast presupposes; not testable: fewer than two replicates have such trials")
        String verdict,

        @Column(description = "Value of no effect", nullable = true)
        Double reference,

        @Column(
                description =
                        "Sign of the effect against the reference, however small: positive, negative or uncertain (the interval has both); absent if not tested",
                nullable = true)
        String sign,

        @Column(
                description =
                        "Probability of an effect that far from the nearest bound between two verdicts if the truth were at the bound; absent if not tested",
                unit = "probability",
                nullable = true)
        Double probability,

        @Column(
                description =
                        "The same, adjusted by Holm's procedure for all contrasts of the table that are tested; absent if not tested",
                unit = "probability",
                nullable = true)
        Double adjustedProbability,

        @Column(description = "What a cell has to be like to be looked at; absent without a premise", nullable = true)
        String premise,

        @Column(description = "Cells that the mean is over, or matched pairs of cells", nullable = true)
        Integer cells,

        @Column(description = "Cells left out because they are not surely as the premise says", nullable = true)
        Integer cellsPremiseNotMet,

        @Column(description = "Cells left out because at least half of their networks learned nothing", nullable = true)
        Integer cellsNotLearned,

        @Column(
                description =
                        "Trials, or matched pairs, that failed or were left out so that all replicates are of the same cells",
                nullable = true)
        Integer missing,

        @Column(
                description =
                        "What the mean hides: cells whose own verdicts are surely different or that fall into two kinds, with the smallest and largest effect, or replicates of two kinds; absent if it hides nothing that shows",
                nullable = true)
        String hidden,

        @Column(description = "Name of the study; absent in outputs of earlier versions", nullable = true)
        String study,

        PublishedFigure publishedFigure) {

    /** The row as of a study. */
    public ClaimRow ofStudy(String name) {
        return RowType.of(ClaimRow.class).with(this, Map.of("study", name));
    }
}
