package org.evalgap.experiment.trial;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.evalgap.experiment.layers.CompositionStatistic;
import org.evalgap.experiment.layers.LayerFigures;
import org.evalgap.experiment.layers.LayerFigures.Shift;
import org.evalgap.experiment.layers.LayerFigures.Statistics;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.MomentumAdvice;
import org.evalgap.study.plan.Trial;

/** The rows that one look at the norms of a trial's network leaves. */
final class LayerRows {

    private LayerRows() {}

    /**
     * @param epoch epochs done
     * @param step optimizer steps done
     */
    static List<LayerRow> of(Trial trial, int epoch, long step, List<LayerFigures> figures) {
        return figures.stream().map(each -> row(trial, epoch, step, each)).toList();
    }

    private static LayerRow row(Trial trial, int epoch, long step, LayerFigures figures) {
        Optional<Statistics> statistics = figures.statistics();
        Optional<Shift> shift = figures.shift();
        Optional<CompositionStatistic.Result> composition = figures.composition();
        return new LayerRow(
                trial.id(),
                trial.cellId(),
                trial.replicate(),
                epoch,
                step,
                figures.layer(),
                figures.kind(),
                figures.channels(),
                figures.channel().isPresent() ? figures.channel().getAsInt() : null,
                figure(statistics, Statistics::momentum),
                statistics.map(Statistics::batches).orElse(null),
                statistics.map(Statistics::values).orElse(null),
                figure(statistics, Statistics::effectiveValues),
                figure(statistics, Statistics::effectiveVarianceValues),
                statistics.map(Statistics::meanDistance).orElse(null),
                statistics.map(Statistics::varianceLogRatio).orElse(null),
                statistics.map(Statistics::divergence).orElse(null),
                statistics.map(Statistics::withinLogRatio).orElse(null),
                figure(statistics, Statistics::betweenShare),
                figure(statistics, Statistics::meanNoise),
                figure(statistics, Statistics::varianceNoise),
                figure(statistics, Statistics::startWeight),
                statistics
                        .flatMap(Statistics::advice)
                        .map(MomentumAdvice::label)
                        .orElse(null),
                statistics.map(Statistics::rangeEscape).orElse(null),
                boxed(figures.dropout()),
                shift.map(Shift::mean).orElse(null),
                shift.map(Shift::varianceRatio).orElse(null),
                figure(shift, Shift::closedForm),
                composition.map(CompositionStatistic.Result::statistic).orElse(null),
                composition.map(CompositionStatistic.Result::lower).orElse(null),
                composition.map(CompositionStatistic.Result::upper).orElse(null));
    }

    private static <T> Double figure(Optional<T> of, Function<T, OptionalDouble> figure) {
        return of.map(each -> boxed(figure.apply(each))).orElse(null);
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
