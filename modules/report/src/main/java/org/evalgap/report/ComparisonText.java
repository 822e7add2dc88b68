package org.evalgap.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import org.evalgap.results.comparison.CellDifference;
import org.evalgap.results.comparison.MetricDifference;
import org.evalgap.results.comparison.OutputComparison;
import org.evalgap.results.comparison.ProvenanceDifference;
import org.evalgap.results.comparison.Side;
import org.evalgap.results.statistics.Estimate;

/** Two outputs side by side in the terminal; accuracies in per cent, differences in percentage points. */
public final class ComparisonText {

    private static final double FALSE_ALARMS = 0.05;
    private static final String ABSENT = "–";

    private ComparisonText() {}

    /**
     * @param first the first output's name
     * @param second the second output's name
     */
    public static String of(String first, String second, OutputComparison comparison) {
        StringBuilder text = new StringBuilder();
        text.append("A  ").append(first).append(", ").append(trials(comparison, Side.FIRST));
        text.append("B  ").append(second).append(", ").append(trials(comparison, Side.SECOND));
        for (ProvenanceDifference each : comparison.provenance()) {
            text.append(each.changed() ? "Changed: " : "The same: ").append(each.name());
            if (each.changed()) {
                text.append(", A ").append(values(each.first())).append(", B ").append(values(each.second()));
            }
            text.append('\n');
        }
        List<CellDifference> cells = comparison.cells();
        if (!cells.isEmpty()) {
            text.append('\n').append(table(cells));
            text.append("B − A with ± half of the 95 % interval; * where that leaves out 0.\n");
            text.append(summary(cells));
        }
        append("Only in A: ", comparison.onlyIn(Side.FIRST), text);
        append("Only in B: ", comparison.onlyIn(Side.SECOND), text);
        return text.toString();
    }

    private static String trials(OutputComparison comparison, Side side) {
        int failures = comparison.failures(side);
        return comparison.trials(side) + " trials" + (failures == 0 ? "" : ", " + failures + " of them failed") + "\n";
    }

    private static String values(SortedSet<String> values) {
        return switch (values.size()) {
            case 0 -> "none";
            case 1 -> values.first();
            default -> values.size() + " values";
        };
    }

    private static TextTable table(List<CellDifference> cells) {
        AxisColumns axes = new AxisColumns(cells.stream()
                .map(cell -> CellAxes.of(cell.axes(), cell.cell()))
                .toList());
        TextTable table = new TextTable();
        axes.addTo(table);
        for (String header : List.of(
                "n A", "n B", "eval mode A", "eval mode B", "B − A", "degradation A", "degradation B", "B − A")) {
            table.column(header, TextTable.Align.RIGHT);
        }
        for (int row : axes.order()) {
            CellDifference cell = cells.get(row);
            List<String> texts = new ArrayList<>(axes.texts(row));
            texts.add(Integer.toString(cell.firstReplicates()));
            texts.add(Integer.toString(cell.secondReplicates()));
            texts.addAll(texts("%.1f", cell.deployedAccuracy(), cell.identical()));
            texts.addAll(texts("%+.1f", cell.degradation(), cell.identical()));
            table.row(texts);
        }
        return table;
    }

    private static List<String> texts(String format, MetricDifference metric, boolean identical) {
        return List.of(
                percent(format, metric.first()),
                percent(format, metric.second()),
                identical ? "identical" : difference(metric));
    }

    private static String difference(MetricDifference metric) {
        Estimate difference = metric.difference();
        if (!difference.hasInterval()) {
            return percent("%+.1f", difference.mean());
        }
        return percent("%+.1f", difference.mean())
                + String.format(Locale.ROOT, " ± %.1f", 100 * difference.half())
                + (metric.significant() ? "*" : " ");
    }

    private static String percent(String format, double fraction) {
        return Double.isNaN(fraction) ? ABSENT : Points.rounded(format, 100 * fraction);
    }

    private static String summary(List<CellDifference> cells) {
        long identical = cells.stream().filter(CellDifference::identical).count();
        long tested = cells.stream()
                .filter(cell -> !cell.identical())
                .filter(cell -> cell.degradation().difference().hasInterval())
                .count();
        long different = cells.stream()
                .filter(cell -> !cell.identical())
                .filter(cell -> cell.degradation().significant())
                .count();
        String text = cells.size() + " cells in both; " + identical + " identical bit for bit";
        if (tested > 0) {
            text += String.format(
                    Locale.ROOT,
                    "; the degradation differs beyond chance in %d of %d others, where chance alone makes about %.1f",
                    different,
                    tested,
                    FALSE_ALARMS * tested);
        }
        return text + ".\n";
    }

    private static void append(String header, List<String> labels, StringBuilder text) {
        if (!labels.isEmpty()) {
            text.append(header).append(labels.size()).append(" cells\n");
            labels.forEach(label -> text.append("  ").append(label).append('\n'));
        }
    }
}
