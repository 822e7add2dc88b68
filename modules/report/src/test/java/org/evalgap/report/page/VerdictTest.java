package org.evalgap.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.evalgap.report.CellAxes;
import org.evalgap.report.figures.Json;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.rows.Rows;
import org.evalgap.results.schema.RowColumn;
import org.evalgap.results.schema.RowType;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private final List<DegradationRow> rows = new ArrayList<>();

    private Verdict verdict() {
        return new Verdict(
                rows,
                new Axes(rows.stream()
                        .map(row -> CellAxes.of(row.axes(), row.cell()))
                        .toList()));
    }

    /** A cell whose degradation has this interval, all else being equal. */
    private void cell(double mean, Double half) {
        cell(mean, half, Map.of());
    }

    private void cell(double mean, Double half, Map<String, Object> more) {
        Map<String, Object> columns = new HashMap<>();
        for (RowColumn column : RowType.of(DegradationRow.class).columns()) {
            if (column.valueType() == Double.class) {
                columns.put(column.name(), column.nullable() ? null : 0.0);
            }
        }
        columns.put("cell", "training.batch-size=" + (rows.size() + 1));
        columns.put("axes", "{\"training.batch-size\":" + (rows.size() + 1) + "}");
        columns.put("degradation", mean);
        columns.put("degradation_lower", half == null ? null : mean - half);
        columns.put("degradation_upper", half == null ? null : mean + half);
        columns.put("train_mode_accuracy", 0.8);
        columns.put("eval_mode_accuracy", 0.8 - mean);
        columns.put("training_log_accuracy", 0.9);
        columns.put("total_gap", 0.1 + mean);
        columns.put("replicates", 3);
        columns.put("not_learned", 0);
        columns.putAll(more);
        rows.add(Rows.row(DegradationRow.class, columns, new SplittableRandom(1)));
    }

    private static Map<String, Object> shares(double statistics, double dropout, double transform, double split) {
        Map<String, Object> shares = new HashMap<>();
        Map.of("statistics", statistics, "dropout", dropout, "transform", transform, "split", split)
                .forEach((cause, share) -> {
                    shares.put(cause + "_share", share);
                    shares.put(cause + "_share_lower", share - 0.005);
                    shares.put(cause + "_share_upper", share + 0.005);
                });
        return shares;
    }

    @Test
    void cellsThatLearnedNothingSayNothing() {
        cell(0.2, 0.05);
        cell(0.0, 0.001, Map.of("replicates", 3, "not_learned", 2));
        assertThat(verdict().headline()).isEqualTo("eval() made the model worse in 1 of 1 cell, better in none.");
        assertThat(verdict().sentences())
                .contains("1 cell is left out, as most of the networks there are not surely better than chance.");
        rows.remove(0);
        assertThat(verdict().headline())
                .isEqualTo("No network is surely better than chance, so nothing can be said of eval().");
    }

    @Test
    void worseInSomeCells() {
        cell(0.2, 0.05);
        cell(0.0, 0.004);
        cell(0.02, 0.1);
        assertThat(verdict().headline()).isEqualTo("eval() made the model worse in 1 of 3 cells, better in none.");
        assertThat(verdict().sentences())
                .containsExactly(
                        "1 is within ± 1 point for certain; 1 is undecided, their intervals being too wide. With 95 %"
                                + " intervals, one cell in forty looks worse by chance alone, and one in forty better.",
                        "The largest loss by eval(), 20.0 points: from 80.0 % in train mode to 60.0 % on the same images,"
                                + " at training.batch-size=1.");
    }

    @Test
    void betterInSomeCells() {
        cell(-0.05, 0.01);
        cell(-0.03, 0.01);
        assertThat(verdict().headline()).isEqualTo("eval() made the model better in 2 of 2 cells, worse in none.");
        assertThat(verdict().sentences().get(1))
                .isEqualTo("The largest gain by eval(), 5.0 points: from 80.0 % in train mode to 85.0 % on the same"
                        + " images, at training.batch-size=1.");
    }

    @Test
    void thePageOpensOnTheCellWithTheMostToSay() {
        cell(-0.01, 0.05);
        cell(-0.03, 0.04);
        assertThat(opened()).isEqualTo("0 The cell with the largest total gap");
        cell(-0.3, 0.5, Map.of("not_learned", 3));
        assertThat(opened()).as("of those that learned").isEqualTo("0 The cell with the largest total gap");
        cell(-0.02, 0.01);
        assertThat(opened()).isEqualTo("3 The cell that gains most by eval()");
        cell(0.015, 0.01);
        assertThat(opened()).isEqualTo("4 The cell that loses most by eval()");
    }

    private String opened() {
        Verdict.Scope first = verdict().scopes().get(0);
        return first.cell() + " " + first.title();
    }

    @Test
    void bothWays() {
        cell(-0.05, 0.01);
        cell(0.03, 0.01);
        assertThat(verdict().headline()).isEqualTo("eval() made the model worse in 1 and better in 1 of 2 cells.");
    }

    @Test
    void nothingIsSignificant() {
        cell(-0.05, 0.1);
        cell(0.001, 0.002);
        assertThat(verdict().headline()).isEqualTo("In none of 2 cells did eval() change the accuracy beyond doubt.");
    }

    @Test
    void oneReplicateDecidesNothing() {
        cell(-0.05, null);
        cell(0.01, null);
        assertThat(verdict().headline())
                .isEqualTo("One replicate of each cell cannot tell effect from chance: eval() came out worse in 1 cell"
                        + " and better in 1 of 2.");
    }

    @Test
    void nothingFinished() {
        Map<String, Object> nothing = new HashMap<>();
        for (String column : List.of("degradation", "total_gap", "statisticsShare")) {
            nothing.put(column, null);
        }
        nothing.put("cell", "base");
        nothing.put("replicates", 0);
        nothing.put("not_learned", 0);
        rows.add(Rows.row(DegradationRow.class, nothing, new SplittableRandom(1)));
        assertThat(verdict().headline()).isEqualTo("No trial has finished, so nothing is known yet.");
        assertThat(verdict().scopes()).isEmpty();
    }

    @Test
    void theCauseWithTheLargestClearShareAndWhereItIs() {
        cell(0.2, 0.01, shares(0.2, -0.02, 0, 0.03));
        cell(-0.05, 0.01, shares(0.001, -0.06, 0, 0.01));
        cell(0, 0.001, shares(0.001, 0.002, 0.003, 0.004));
        assertThat(Json.text(verdict().causes()))
                .isEqualTo("[{\"cause\":\"statistics\",\"widens\":true,\"cells\":1,"
                        + "\"where\":\"training.batch-size = 1\",\"shares\":[0.2]},"
                        + "{\"cause\":\"dropout\",\"widens\":false,\"cells\":1,"
                        + "\"where\":\"training.batch-size = 2\",\"shares\":[-0.06]},"
                        + "{\"cause\":\"none\",\"widens\":false,\"cells\":1,"
                        + "\"where\":\"training.batch-size = 3\",\"shares\":[]}]");
        assertThat(verdict().sentences().get(1))
                .endsWith("; of the two things that eval() switches, statistics did more (+20.0 points).");
    }

    @Test
    void sharesOfAScopeAddUpToItsGap() {
        cell(0.2, 0.01, shares(0.2, -0.02, 0.09, 0.03));
        assertThat(Json.text(verdict().scopes()))
                .isEqualTo("[{\"title\":\"The cell that loses most by eval()\",\"cell\":0,\"saw\":0.9,\"get\":0.6,"
                        + "\"gap\":0.3,\"parts\":[{\"cause\":\"statistics\",\"share\":0.2},{\"cause\":\"dropout\",\"share\":-0.02},"
                        + "{\"cause\":\"transform\",\"share\":0.09},{\"cause\":\"split\",\"share\":0.03}]}]");
    }

    @Test
    void withoutSharesWhatEvalDidAndTheRest() {
        cell(0.2, 0.01);
        assertThat(Json.text(verdict().scopes()))
                .contains("\"parts\":[{\"cause\":\"modes\",\"share\":0.2},{\"cause\":\"rest\",\"share\":0.1}]");
    }
}
