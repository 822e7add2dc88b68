package org.evalgap.cli.benchmark;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.evalgap.results.statistics.Quantiles;

/** Images per second of one implementation, collected over rounds; what is reported is the median of the rounds. */
final class Rates {

    /** What was measured: the network's norm and the batch size. */
    record Case(String norm, int batchSize) {}

    /**
     * One measurement, or the medians of several.
     *
     * @param train training images per second
     * @param eval EVAL images per second
     */
    record Rate(double train, double eval) {}

    private final Map<Case, List<Rate>> rounds = new LinkedHashMap<>();

    void add(Case measured, Rate rate) {
        rounds.computeIfAbsent(measured, key -> new ArrayList<>()).add(rate);
    }

    List<Case> cases() {
        return List.copyOf(rounds.keySet());
    }

    /** Every round's, in their order. */
    List<Rate> rounds(Case measured) {
        return List.copyOf(rounds.get(measured));
    }

    /** How far rounds are apart: (largest − smallest) / median, of training and of EVAL rates. */
    Rate spread(Case measured) {
        Rate median = median(measured);
        return new Rate(range(measured, Rate::train) / median.train(), range(measured, Rate::eval) / median.eval());
    }

    private double range(Case measured, ToDoubleFunction<Rate> rate) {
        DoubleSummaryStatistics all =
                rounds.get(measured).stream().mapToDouble(rate).summaryStatistics();
        return all.getMax() - all.getMin();
    }

    Rate median(Case measured) {
        List<Rate> all = rounds.get(measured);
        return new Rate(
                Quantiles.median(all.stream().mapToDouble(Rate::train).toArray()),
                Quantiles.median(all.stream().mapToDouble(Rate::eval).toArray()));
    }
}
