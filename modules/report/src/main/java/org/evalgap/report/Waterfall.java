package org.evalgap.report;

import java.util.ArrayList;
import java.util.List;
import org.evalgap.results.diagnosis.Cause;
import org.evalgap.results.diagnosis.Diagnosis.Findings;
import org.evalgap.results.diagnosis.Diagnosis.Verdict;
import org.evalgap.results.schema.Labels;

/**
 * From the accuracy of the training log to that of the deployed model: a line for each cause with what it changes, and a
 * bar between where it starts and where it ends. Shares are averages over orders of change, so on the way the sum may
 * leave the range from 0 to 100 %; the axis follows.
 */
final class Waterfall {

    private static final int BAR = 29;

    /** Changes smaller than this part of the largest accuracy are drawn on an axis that does not start at 0. */
    private static final double ZOOMED = 0.25;

    private final double start;
    private final double end;

    private Waterfall(double start, double end) {
        this.start = start;
        this.end = end;
    }

    /** A line for each step below a header, which has the ends of the axis. */
    static String of(Findings findings) {
        List<Double> levels = levels(findings);
        double lowest = levels.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double highest = levels.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        boolean zoomed = highest - lowest < ZOOMED * highest;
        Waterfall axis = new Waterfall(
                zoomed ? Math.max(0, lowest - Math.max(0.01, highest - lowest)) : Math.min(0, lowest),
                Math.max(0.01, highest));
        return axis.table(findings, levels).toString();
    }

    /** Accuracies on the way: training log, after each cause. */
    private static List<Double> levels(Findings findings) {
        List<Double> levels = new ArrayList<>(List.of(findings.seen().mean()));
        for (Cause cause : findings.causes()) {
            levels.add(levels.get(levels.size() - 1) - cause.share().mean());
        }
        return levels;
    }

    private TextTable table(Findings findings, List<Double> levels) {
        boolean shares = findings.verdict() == Verdict.WORSE;
        TextTable table = new TextTable()
                .column("", TextTable.Align.LEFT)
                .column("accuracy", TextTable.Align.RIGHT)
                .column("95 % interval", TextTable.Align.RIGHT)
                .column(shares ? "of gap" : "", TextTable.Align.RIGHT)
                .column(axis(), TextTable.Align.LEFT);
        table.row(level("training log", findings.seen().mean()));
        for (int i = 0; i < findings.causes().size(); i++) {
            Cause cause = findings.causes().get(i);
            table.row(List.of(
                    "  " + name(cause),
                    cause.absent() ? "–" : Points.signed(-cause.share().mean()),
                    cause.absent() ? "" : change(cause),
                    cause.absent() || !shares
                            ? ""
                            : Points.share(cause.share().mean(), findings.gap().mean()),
                    cause.absent() ? "" : step(levels.get(i), levels.get(i + 1))));
        }
        return table.row(level("deployed", findings.deployed().mean()));
    }

    static String name(Cause cause) {
        return Labels.of(cause.factor());
    }

    /** The interval of the change in accuracy, which is the share with the other sign. */
    private static String change(Cause cause) {
        return Points.range(cause.share().negated());
    }

    private String axis() {
        String from = Math.round(100 * start) + " %";
        String to = Math.round(100 * end) + " %";
        return from + " ".repeat(BAR - from.length() - to.length()) + to;
    }

    private List<String> level(String name, double accuracy) {
        return List.of(name, Points.percent(accuracy), "", "", "█".repeat(column(accuracy)));
    }

    private String step(double from, double to) {
        int left = Math.min(column(from), column(to));
        int right = Math.max(column(from), column(to));
        if (left == right) {
            int at = Math.min(left, BAR - 1);
            return " ".repeat(at) + "│";
        }
        return " ".repeat(left) + (from > to ? "▒" : "░").repeat(right - left);
    }

    private int column(double accuracy) {
        return (int) Math.round(BAR * (accuracy - start) / (end - start));
    }
}
