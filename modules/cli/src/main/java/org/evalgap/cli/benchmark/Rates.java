package org.evalgap.cli.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    Rate median(Case measured) {
        List<Rate> all = rounds.get(measured);
        return new Rate(
                median(all.stream().mapToDouble(Rate::train).toArray()),
                median(all.stream().mapToDouble(Rate::eval).toArray()));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
