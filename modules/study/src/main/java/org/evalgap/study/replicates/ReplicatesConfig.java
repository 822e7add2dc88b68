package org.evalgap.study.replicates;

import java.util.Optional;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/**
 * How many replicates each cell has.
 *
 * @param atLeast before the first look, at least 4; without effect if there is no rule
 * @param atMost of any cell, at least 1; of every cell if there is no rule
 * @param until what ends a cell before; null if all have the same number
 */
@Section(
        number = "at-most",
        meaning =
                "How many replicates each cell has; a number alone for so many in every cell. Otherwise all cells have"
                        + " at-least, and those for which `until` does not hold yet have a quarter more, and so on up to"
                        + " at-most.")
public record ReplicatesConfig(
        @Setting(
                meaning = "Replicates before the first look; fewer scatter too little by chance to stop on.",
                defaultValue = "4",
                atLeast = 4,
                atMost = 1000)
        int atLeast,

        @Setting(meaning = "Replicates of a cell that never comes to an end before.", atLeast = 1)
        int atMost,

        @Setting(meaning = "What has to be known.", optional = true)
        UntilConfig until) {

    /** The most that a rule is worked out for. */
    private static final int MOST_WITH_RULE = 1000;

    public ReplicatesConfig {
        Bounds.check(ReplicatesConfig.class, atLeast, atMost, until);
        if (until != null && (atMost < atLeast || atMost > MOST_WITH_RULE)) {
            throw new ShapeException(
                    "at-most",
                    "an integer from at-least, " + atLeast + ", to " + MOST_WITH_RULE,
                    Integer.toString(atMost));
        }
    }

    /** So many in every cell. */
    public static ReplicatesConfig fixed(int count) {
        return new ReplicatesConfig(4, count, null);
    }

    /** What ends a cell; empty if all cells have the same number. */
    public Optional<UntilConfig> rule() {
        return Optional.ofNullable(until);
    }

    /** Whether a cell ends when claims have their verdicts. */
    public boolean decidesByVerdicts() {
        return until instanceof UntilConfig.Verdicts;
    }

    /** At which numbers of replicates is looked whether a cell needs more. */
    public Looks looks() {
        return until == null ? Looks.once(atMost) : Looks.of(atLeast, atMost);
    }
}
