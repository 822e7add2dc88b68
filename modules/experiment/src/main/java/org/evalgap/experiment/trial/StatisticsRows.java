package org.evalgap.experiment.trial;

import java.util.List;
import org.evalgap.experiment.statistics.CauseFigures;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.rows.StatisticsCauseRow;
import org.evalgap.results.rows.StatisticsDistanceRow;
import org.evalgap.results.rows.TrialKey;
import org.evalgap.study.plan.Trial;

/** The rows that the causes of one trial's degradation leave. */
record StatisticsRows(List<StatisticsCauseRow> causes, List<StatisticsDistanceRow> distances) {

    static final StatisticsRows NONE = new StatisticsRows(List.of(), List.of());

    static StatisticsRows of(Trial trial, CauseFigures figures) {
        TrialKey key = TrialKey.of(trial);
        return new StatisticsRows(
                figures.steps().stream()
                        .map(step -> new StatisticsCauseRow(
                                key,
                                step.cause(),
                                step.lost(),
                                step.loss(),
                                step.accuracy(),
                                step.cause() == StatisticsCause.COMPOSITION
                                        ? figures.shuffled().orElse(null)
                                        : null,
                                figures.state()))
                        .toList(),
                figures.distances().stream()
                        .map(distance -> new StatisticsDistanceRow(
                                key,
                                distance.layer(),
                                distance.without().orElse(null),
                                distance.mean(),
                                distance.varianceLogRatio()))
                        .toList());
    }
}
