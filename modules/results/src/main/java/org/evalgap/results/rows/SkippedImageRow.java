package org.evalgap.results.rows;

import org.evalgap.results.schema.Column;
import org.evalgap.results.schema.ResultTable;

/** One row per check-up and image that could not be decoded. */
@ResultTable(
        name = "skipped_images",
        row = "an image that a check-up left out, as it cannot be decoded",
        order = {"trial_id", "source", "image"})
public record SkippedImageRow(
        TrialKey key,
        @Column(description = "Where the image is from") String source,
        @Column(description = "Its name there") String image,
        @Column(description = "Why it was left out") String reason) {}
