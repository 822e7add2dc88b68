package org.evalgap.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.evalgap.results.diagnosis.LeadingCause;
import org.junit.jupiter.api.Test;

/** Made-up ways over 1,000 images, so that every conclusion can be reached. */
class UseComparisonTest {

    private static final int IMAGES = 1000;

    private static Outcomes right(int count) {
        BitSet seen = new BitSet();
        seen.set(0, IMAGES);
        BitSet right = new BitSet();
        right.set(0, count);
        return new Outcomes(seen, right, new int[IMAGES], new float[IMAGES], new float[IMAGES]);
    }

    private static Way way(String name, LeadingCause cause, boolean drops, int... right) {
        return new Way(
                name,
                cause,
                drops,
                Arrays.stream(right).mapToObj(UseComparisonTest::right).toList());
    }

    private static final Way EVAL = way(Way.EVAL_MODE, LeadingCause.HEALTHY, false, 730);
    private static final Way DROPOUT = way("dropout on", LeadingCause.DROPOUT_LEFT_ON, true, 600, 604, 596, 600);
    private static final Way TRAIN = way("TRAIN mode", LeadingCause.EVAL_FORGOTTEN, true, 598, 602, 606, 594);
    private static final Way BGR = way("bgr", LeadingCause.PREPROCESSING_MISMATCH, false, 630);
    private static final Way GREY = way("grey", LeadingCause.PREPROCESSING_MISMATCH, false, 600);

    private static Optional<UseComparison.Finding> at(double accuracy, Way... ways) {
        return UseComparison.of(List.of(ways), 10, DeployedUse.ofAccuracy(accuracy));
    }

    @Test
    void accuracyOfEvalModeSpeaksForNothing() {
        assertThat(at(0.725, EVAL, DROPOUT, BGR)).isEmpty();
    }

    @Test
    void accuracyThatEvalModeHasOnOtherImagesAloneIsDoubted() {
        List<Way> ways = List.of(EVAL, DROPOUT);

        assertThat(UseComparison.doubt(ways, 10, DeployedUse.ofAccuracy(0.7)))
                .contains(
                        "the 70.0 % in use can be chance if they are of other images; of these very images EVAL mode has 73.0 %");
        assertThat(UseComparison.doubt(ways, 10, DeployedUse.ofAccuracy(0.732))).isEmpty();
    }

    /** On the images that are checked up a way that is not random has its own accuracy and no other. */
    @Test
    void accuracyOfTheseImagesTellsWaysApart() {
        assertThat(at(0.601, EVAL, DROPOUT, BGR))
                .contains(new UseComparison.Finding(
                        LeadingCause.DROPOUT_LEFT_ON,
                        "EVAL mode reaches 73.0 % here and not the 60.1 % in use; nearest comes dropout on (60.0 %)"));
        assertThat(at(0.631, EVAL, DROPOUT, BGR).orElseThrow().cause()).isEqualTo(LeadingCause.PREPROCESSING_MISMATCH);
    }

    @Test
    void dropoutIsNamedWhereEachWayThatItMayBeDrops() {
        UseComparison.Finding finding = at(0.6, EVAL, DROPOUT, TRAIN, BGR).orElseThrow();

        assertThat(finding.cause()).isEqualTo(LeadingCause.DROPOUT_LEFT_ON);
        assertThat(finding.reason())
                .endsWith(
                        "nearest comes dropout on (60.0 %), hardly likelier than TRAIN mode (60.0 %): dropout is on in"
                                + " each, and whether statistics are the batch's is not sure");
    }

    @Test
    void waysOfOneAccuracyThatDifferentStepsMendAreNotToldApart() {
        UseComparison.Finding finding = at(0.602, EVAL, DROPOUT, GREY).orElseThrow();

        assertThat(finding.cause()).isEqualTo(LeadingCause.INCONCLUSIVE);
        assertThat(finding.reason())
                .contains("hardly likelier than ")
                .endsWith(
                        ": accuracy alone does not tell, predictions of the same images would (--deployed-predictions)");
    }

    /** 61.5 % is none's on these images; of 1,000 others two may have it. */
    @Test
    void accuracyOfOtherImagesIsLessSure() {
        assertThat(at(0.6145, EVAL, way("dropout on", LeadingCause.DROPOUT_LEFT_ON, true, 600, 601, 600, 601), BGR)
                        .orElseThrow()
                        .cause())
                .isEqualTo(LeadingCause.INCONCLUSIVE);
    }

    @Test
    void accuracyOfNoWayIsSaid() {
        assertThat(at(0.3, EVAL, DROPOUT, BGR))
                .contains(new UseComparison.Finding(
                        LeadingCause.INCONCLUSIVE,
                        "EVAL mode reaches 73.0 % here and not the 30.0 % in use, and nothing that was measured does that;"
                                + " nearest comes dropout on (60.0 %)"));
    }
}
