package org.evalgap.results.replicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.evalgap.results.replicates.Replication.Half;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicationTest {

    private static final String RULE =
            "study { name = own, replicates { at-least = 4, at-most = 8, until { kind = %s } } }";

    private static Optional<Ending> ending(
            String rule, String study, int finished, int failures, int notLearned, double half, double ofImages) {
        return Replication.of(Optional.of(RULE.formatted(rule)))
                .ending(study, finished, failures, notLearned, figure -> new Half(half, ofImages));
    }

    /** The interval that is asked for is within 1 point. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "interval, 4, 0, 0, 0.005, 0, INTERVAL",
                "interval, 3, 0, 0, 0.005, 0, -",
                "interval, 3, 1, 0, 0.005, 0, INTERVAL",
                "interval, 4, 0, 0, 0.02, 0, -",
                "interval, 4, 0, 0, 0.02, 0.011, IMAGES",
                "interval, 8, 0, 0, 0.02, 0, AT_MOST",
                "interval, 6, 2, 0, 0.02, 0, AT_MOST",
                "interval, 4, 0, 4, 0.005, 0, NOT_LEARNED",
                "interval, 4, 0, 3, 0.005, 0, INTERVAL",
                "interval, 0, 4, 0, NaN, 0, FAILED",
                "interval, 1, 3, 0, NaN, 0, -",
                "verdicts, 3, 0, 0, 0.005, 0, -",
                "verdicts, 5, 0, 0, 0.02, 0, VERDICTS",
                "verdicts, 5, 0, 5, 0.02, 0, NOT_LEARNED",
                "verdicts, 8, 0, 0, 0.02, 0, AT_MOST"
            })
    void aCellEndsForOneReason(
            String rule, int finished, int failures, int notLearned, double half, double ofImages, Ending ending) {
        assertThat(ending(rule, "own", finished, failures, notLearned, half, ofImages))
                .isEqualTo(Optional.ofNullable(ending));
    }

    @Test
    void otherStudiesOfAnOutputHaveTheNumberThatTheyHave() {
        assertThat(ending("interval", "other", 1, 0, 0, 1, 1)).contains(Ending.NUMBER);
        Replication own = Replication.of(Optional.of(RULE.formatted("interval")));
        assertThat(own.looking("other")).isSameAs(Looking.ONCE);
        assertThat(own.looking("own").decides()).isTrue();
        assertThat(Replication.of(Optional.of("damaged {")).looking("own")).isSameAs(Looking.ONCE);
        assertThat(Replication.of(Optional.empty()).looking("")).isSameAs(Looking.ONCE);
    }
}
