package org.evalgap.results.aggregates;

import org.evalgap.results.schema.Column;
import org.evalgap.results.statistics.Estimate;

/**
 * What a paper reports of a contrast.
 *
 * @param published the effect, in the contrast's unit; null if the paper gives no such number
 * @param publishedFinding in words; null without
 * @param publishedSource table or figure of the paper; null if nothing is published
 * @param publishedNote what makes it another quantity than the contrast's; null without
 */
public record PublishedFigure(
        @Column(
                description =
                        "Effect that a paper reports of this contrast, as the study's claims quote it; absent if they do not",
                interval = "the interval that the paper gives with it; absent without",
                nullable = true)
        Estimate published,

        @Column(description = "What the paper reports in words; absent if the claims quote none", nullable = true)
        String publishedFinding,

        @Column(description = "Where the paper reports it; absent if the claims quote nothing", nullable = true)
        String publishedSource,

        @Column(description = "What makes it another quantity than effect; absent without", nullable = true)
        String publishedNote) {

    /** Nothing is published. */
    public static final PublishedFigure NONE = new PublishedFigure(null, null, null, null);

    /** Whether anything is published. */
    public boolean isPresent() {
        return publishedSource != null;
    }
}
