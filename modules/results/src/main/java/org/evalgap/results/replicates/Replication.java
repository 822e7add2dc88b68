package org.evalgap.results.replicates;

import java.util.Optional;
import java.util.function.Function;
import org.evalgap.study.reading.StudyReplicates;
import org.evalgap.study.replicates.ReplicatesConfig;
import org.evalgap.study.replicates.UntilConfig;

/** How cells come to their numbers of replicates: those of one study by its rule, those of others in an output by theirs. */
public final class Replication {

    /** Every cell has the number that its study gives. */
    public static final Replication FIXED = new Replication("", ReplicatesConfig.fixed(1));

    private final String study;
    private final ReplicatesConfig replicates;

    private Replication(String study, ReplicatesConfig replicates) {
        this.study = study;
        this.replicates = replicates;
    }

    /**
     * As a study says, for its own cells.
     *
     * @param text the study file as it was run last; empty if it is not there
     */
    public static Replication of(Optional<String> text) {
        return text.flatMap(StudyReplicates::of)
                .map(known -> new Replication(known.study(), known.replicates()))
                .orElse(FIXED);
    }

    /**
     * Half of the width of a cell's interval.
     *
     * @param now with its replicates; NaN if that is not known
     * @param ofImages what would be left with any number of replicates
     */
    public record Half(double now, double ofImages) {}

    /** What looking costs the results of a study. */
    public Looking looking(String ofStudy) {
        return rule(ofStudy).isEmpty() ? Looking.ONCE : Looking.of(replicates);
    }

    private Optional<UntilConfig> rule(String ofStudy) {
        return study.equals(ofStudy) ? replicates.rule() : Optional.empty();
    }

    /**
     * Why a cell has no more replicates; empty if it is to have more.
     *
     * @param ofStudy name of its study
     * @param finished its replicates that finished
     * @param failures its replicates that did not
     * @param notLearned those that finished and learned nothing
     * @param half of the width of the interval of a figure
     */
    public Optional<Ending> ending(
            String ofStudy, int finished, int failures, int notLearned, Function<UntilConfig.Figure, Half> half) {
        if (rule(ofStudy).isEmpty()) {
            return Optional.of(Ending.NUMBER);
        }
        if (finished + failures < replicates.atLeast()) {
            return Optional.empty();
        }
        if (finished == 0) {
            return Optional.of(Ending.FAILED);
        }
        if (notLearned == finished) {
            return Optional.of(Ending.NOT_LEARNED);
        }
        Optional<Ending> known = replicates.until() instanceof UntilConfig.Interval interval
                ? known(half.apply(interval.of()), interval.halfWidth())
                : Optional.empty();
        if (known.isPresent()) {
            return known;
        }
        if (finished + failures >= replicates.atMost()) {
            return Optional.of(Ending.AT_MOST);
        }
        return replicates.until() instanceof UntilConfig.Verdicts ? Optional.of(Ending.VERDICTS) : Optional.empty();
    }

    private static Optional<Ending> known(Half half, double wanted) {
        if (half.now() <= wanted) {
            return Optional.of(Ending.INTERVAL);
        }
        return half.ofImages() > wanted ? Optional.of(Ending.IMAGES) : Optional.empty();
    }
}
