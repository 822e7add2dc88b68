package org.evalgap.experiment.statistics;

import java.util.List;
import java.util.Optional;
import org.evalgap.experiment.attribution.Bootstrap;
import org.evalgap.results.protocol.StatisticsCause;

/**
 * Why EVAL mode and TRAIN mode of one trained network differ on the test images.
 *
 * @param steps one for each cause that the network can have, in the order of the causes; they add up to the eval-mode
 *     degradation
 * @param shuffled part of the composition's step that random batches of all input domains together account for; the rest
 *     takes statistics of each domain's own; empty with one domain
 * @param layers one for each BatchNorm layer and each set of statistics
 * @param buffers what the running statistics look like before anything is replaced
 */
public record CauseFigures(List<Step> steps, Optional<Double> shuffled, List<Distance> layers, Buffers buffers) {

    /** What running statistics look like against the training that should have made them. */
    public enum Buffers {
        /** They saw each batch of the training once. */
        UPDATED,
        /** Every layer's are 0 and 1, as it starts: never updated, or never saved. */
        INITIAL,
        /** They saw fewer batches than the training had: of an earlier time, or of another network. */
        BEHIND,
        /** They saw more batches than the training had: passes in TRAIN mode besides it. */
        AHEAD
    }

    /**
     * One cause's part.
     *
     * @param cause what was replaced last
     * @param value accuracy lost to it, a fraction; negative where it helps EVAL mode
     * @param range 95 % interval of {@code value} over resamples of the images; empty without resamples
     * @param loss cross-entropy added by it, in nats
     * @param accuracy EVAL mode's once this cause and those before it are gone
     */
    public record Step(
            StatisticsCause cause, double value, Optional<Bootstrap.Range> range, double loss, double accuracy) {}

    /**
     * Statistics of one layer against those of the EVAL path.
     *
     * @param layer number of the layer
     * @param without last cause that these statistics are without; empty for those as trained
     * @param mean (mean − EVAL path's) in the EVAL path's standard deviations, root mean square over channels
     * @param varianceLogRatio ln(variance / EVAL path's), root mean square over channels
     */
    public record Distance(int layer, Optional<StatisticsCause> without, double mean, double varianceLogRatio) {}

    public CauseFigures {
        steps = List.copyOf(steps);
        layers = List.copyOf(layers);
    }
}
