package org.evalgap.results.rows.remedy;

import org.evalgap.results.schema.Column;

/** Which moments of test images BatchNorm's running statistics are blended with; other remedies have none. */
public record TestStatistics(
        @Column(
                description =
                        "test-batch-statistics: test images whose moments are taken together; eval-norm: images whose statistics are taken together in training; absent for other remedies",
                unit = "images",
                nullable = true)
        Integer together,

        @Column(
                description =
                        "test-batch-statistics: images that the running statistics count for against them, 0 if they do not count; absent for other remedies",
                unit = "images",
                nullable = true)
        Integer pseudoCount,

        @Column(
                description =
                        "example-weighing and eval-norm: weight of an image's own moments against the running statistics; absent for other remedies",
                nullable = true)
        Double exampleWeight) {

    /** Of a remedy that takes no moments of test images. */
    public static final TestStatistics NONE = new TestStatistics(null, null, null);
}
