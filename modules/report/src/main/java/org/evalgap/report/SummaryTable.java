package org.evalgap.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.evalgap.results.rows.DegradationRow;
import org.evalgap.results.statistics.Estimate;

/**
 * The cells of a study in the terminal: a column per axis, then accuracies on the test split and the eval-mode
 * degradation, in percent and percentage points, each as mean ± half of its 95 % interval.
 */
public final class SummaryTable {

    private static final String ABSENT = "–";

    private SummaryTable() {}

    /** One line per row, in the order of the rows, below a header. */
    public static String of(List<DegradationRow> rows) {
        AxisColumns axes =
                new AxisColumns(rows.stream().map(DegradationRow::cell).toList());
        boolean failures = rows.stream().anyMatch(row -> row.failures() > 0);
        TextTable table = new TextTable();
        axes.addTo(table);
        table.column("n", TextTable.Align.RIGHT);
        if (failures) {
            table.column("failed", TextTable.Align.RIGHT);
        }
        table.column("train mode %", TextTable.Align.RIGHT)
                .column("eval mode %", TextTable.Align.RIGHT)
                .column("degradation", TextTable.Align.RIGHT);
        for (int i = 0; i < rows.size(); i++) {
            List<String> texts = new ArrayList<>(axes.texts(i));
            texts.addAll(measurements(rows.get(i), failures));
            table.row(texts);
        }
        return table.toString();
    }

    private static List<String> measurements(DegradationRow row, boolean failures) {
        List<String> texts = new ArrayList<>();
        texts.add(Integer.toString(row.replicates()));
        if (failures) {
            texts.add(Integer.toString(row.failures()));
        }
        texts.add(interval("%.1f", row.trainModeAccuracy()));
        texts.add(interval("%.1f", row.evalModeAccuracy()));
        texts.add(interval("%+.1f", row.degradation()));
        return texts;
    }

    private static String interval(String format, Estimate estimate) {
        if (estimate == null) {
            return ABSENT;
        }
        String text = String.format(Locale.ROOT, format, 100 * estimate.mean());
        return estimate.hasInterval() ? text + String.format(Locale.ROOT, " ± %.1f", 100 * estimate.half()) : text;
    }
}
