package org.evalgap.results.replicates;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.evalgap.study.replicates.Looks;
import org.evalgap.study.replicates.ReplicatesConfig;
import org.evalgap.study.replicates.UntilConfig;

/**
 * What it costs in certainty that a study looks at its results and then goes on or not. Whoever stops when a result looks
 * sure is sure too often; intervals are made wider and probabilities larger by as much as makes up for it.
 *
 * @param looks at which numbers of replicates
 * @param level error probability of two sides for which an interval is made, so that it comes to about 0.05 in the end
 * @param crossing what a probability that was seen at one of the looks comes to among all of them; null if that is in
 *     proportion to the level
 */
public record Looking(Looks looks, double level, CrossingProbability crossing) {

    /** What all intervals and verdicts promise. */
    public static final double PROMISED = 0.05;

    /** Nobody looks before the end. */
    public static final Looking ONCE = new Looking(Looks.once(Integer.MAX_VALUE), PROMISED, null);

    private static final Map<ReplicatesConfig, Looking> KNOWN = new ConcurrentHashMap<>();

    /** How a study with these replicates looks. */
    public static Looking of(ReplicatesConfig replicates) {
        return replicates.rule().isEmpty() || replicates.looks().count() == 1
                ? ONCE
                : KNOWN.computeIfAbsent(replicates, Looking::simulated);
    }

    private static Looking simulated(ReplicatesConfig replicates) {
        Looks looks = replicates.looks();
        SimulatedLooks simulated = SimulatedLooks.of(looks);
        if (replicates.until() instanceof UntilConfig.Interval) {
            return new Looking(Looks.once(Integer.MAX_VALUE), FixedWidth.level(simulated, PROMISED), null);
        }
        CrossingProbability crossing = CrossingProbability.of(simulated);
        return new Looking(looks, crossing.levelFor(PROMISED), crossing);
    }

    /** Whether results decide how many replicates a cell has. */
    public boolean decides() {
        return level != PROMISED;
    }

    /**
     * What the smallest probability that a test had at any look comes to: the probability of one as small at any of them,
     * if the truth is on the bound.
     *
     * @param smallest from 0 to 1
     */
    public double overall(double smallest) {
        return crossing == null ? Math.min(1, smallest * (PROMISED / level)) : crossing.of(smallest);
    }
}
