package org.evalgap.experiment.statistics;

import java.util.List;
import java.util.Optional;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.statistics.Estimate;

/**
 * Why EVAL mode and TRAIN mode of one trained network differ on the test images.
 *
 * @param state what the running statistics look like before anything is replaced
 * @param steps one for each cause, in their order; they add up to the eval-mode degradation
 * @param shuffled part of the composition's step that random batches of all input domains together account for; the rest
 *     takes statistics of each domain's own; empty with one domain
 * @param distances one for each BatchNorm layer and each set of statistics
 */
public record CauseFigures(
        StatisticsState state, List<Step> steps, Optional<Double> shuffled, List<Distance> distances) {

    /**
     * One cause's part.
     *
     * @param cause what was replaced last
     * @param lost accuracy lost to it, a fraction, with a 95 % interval over resamples of the images; negative where it
     *     helps EVAL mode
     * @param loss cross-entropy added by it, in nats
     * @param accuracy EVAL mode's once this cause and those before it are gone
     */
    public record Step(StatisticsCause cause, Estimate lost, double loss, double accuracy) {}

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
        distances = List.copyOf(distances);
    }
}
