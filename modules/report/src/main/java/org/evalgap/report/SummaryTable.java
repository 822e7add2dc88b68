package org.evalgap.report;

import java.util.ArrayList;
import java.util.List;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.replicates.Ending;
import org.evalgap.results.statistics.Estimate;

/**
 * The cells of a study in the terminal, by their values on the axes: a column per axis, then accuracies in percent and
 * their differences in percentage points. Each is a mean with its interval or its replicates.
 */
public final class SummaryTable {

    private static final String LEGEND = """
            training log: training images as they are trained on. train mode, eval mode: test images with the eval
            transform; degradation = train mode - eval mode. total gap = training log - eval mode.
            Means ± half of the 95 % interval over n replicates, or (its ends) where it would leave 0 to 100 %; of fewer
            than 4 replicates the values [in brackets].
            """;

    private static final String NOT_LEARNED = """
            not learned: replicates whose network is not surely better than chance; their degradation says nothing.
            """;

    private static final String ENDED_BY = """
            ended by: why a cell has no more replicates; intervals and verdicts allow for the looks at the results.
            """;

    private SummaryTable() {}

    /**
     * One line per cell below a header, and what the columns mean.
     *
     * @param rows of the degradation table
     * @param replicates of the same trials
     */
    public static String of(List<DegradationRow> rows, Replicates replicates) {
        AxisColumns axes = new AxisColumns(
                rows.stream().map(row -> CellAxes.of(row.axes(), row.cell())).toList());
        boolean failures = rows.stream().anyMatch(row -> row.failures() > 0);
        boolean guesses = rows.stream().anyMatch(SummaryTable::guesses);
        boolean decided = rows.stream().anyMatch(row -> row.endedBy() != Ending.NUMBER);
        TextTable table = new TextTable();
        axes.addTo(table);
        table.column("n", TextTable.Align.RIGHT);
        if (decided) {
            table.column("ended by", TextTable.Align.LEFT);
        }
        if (failures) {
            table.column("failed", TextTable.Align.RIGHT);
        }
        if (guesses) {
            table.column("not learned", TextTable.Align.RIGHT);
        }
        for (String header : List.of("training log %", "train mode %", "eval mode %", "degradation", "total gap")) {
            table.column(header, TextTable.Align.RIGHT);
        }
        for (int row : axes.order()) {
            List<String> texts = new ArrayList<>(axes.texts(row));
            texts.add(Integer.toString(rows.get(row).replicates()));
            if (decided) {
                Ending ending = rows.get(row).endedBy();
                texts.add(ending == null ? "goes on" : ending.label());
            }
            texts.addAll(measurements(rows.get(row), replicates, failures, guesses));
            table.row(texts);
        }
        return table + LEGEND + (guesses ? NOT_LEARNED : "") + (decided ? ENDED_BY : "");
    }

    private static boolean guesses(DegradationRow row) {
        return row.notLearned() != null && row.notLearned() > 0;
    }

    private static List<String> measurements(
            DegradationRow row, Replicates replicates, boolean failures, boolean guesses) {
        List<String> texts = new ArrayList<>();
        if (failures) {
            texts.add(Integer.toString(row.failures()));
        }
        if (guesses) {
            texts.add(guesses(row) ? Integer.toString(row.notLearned()) : "0");
        }
        String cell = row.cellId();
        Estimate trainingLog =
                row.trainingLogAccuracy() == null ? null : Estimate.withoutInterval(row.trainingLogAccuracy());
        texts.add(Points.accuracy(trainingLog, replicates.few(cell, Protocol.TRAINING_LOG)));
        texts.add(Points.accuracy(row.trainModeAccuracy(), replicates.few(cell, Protocol.FORGOT_EVAL)));
        texts.add(Points.accuracy(row.evalModeAccuracy(), replicates.few(cell, Protocol.DEPLOYED)));
        texts.add(Points.change(row.degradation(), replicates.few(cell, Protocol.FORGOT_EVAL, Protocol.DEPLOYED)));
        texts.add(Points.change(row.totalGap(), replicates.few(cell, Protocol.TRAINING_LOG, Protocol.DEPLOYED)));
        return texts;
    }
}
