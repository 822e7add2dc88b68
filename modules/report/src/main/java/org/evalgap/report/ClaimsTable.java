package org.evalgap.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.evalgap.results.rows.ClaimRow;

/**
 * What a study says about each claim, in the terminal: a line for every contrast that it can test, with the effect and
 * its 95 % interval; accuracies in percentage points. Notes below say what stands behind a verdict that a figure alone
 * does not show, and which claims cannot be tested.
 */
public final class ClaimsTable {

    private static final String NOT_TESTABLE = "not testable";

    private ClaimsTable() {}

    /** An empty line and lines below a header; no text if nothing can be tested. */
    public static String of(List<ClaimRow> rows) {
        TextTable table = new TextTable()
                .column("claim", TextTable.Align.LEFT)
                .column("verdict", TextTable.Align.LEFT)
                .column("contrast", TextTable.Align.LEFT)
                .column("effect", TextTable.Align.RIGHT)
                .column("95 % interval", TextTable.Align.LEFT)
                .column("claimed", TextTable.Align.LEFT)
                .column("this contrast", TextTable.Align.LEFT);
        Set<String> shown = new LinkedHashSet<>();
        for (ClaimRow row : rows) {
            if (!row.verdict().equals(NOT_TESTABLE)) {
                boolean first = shown.add(row.claim());
                table.row(List.of(
                        first ? row.claim() : "",
                        first ? row.claimVerdict() : "",
                        row.contrast(),
                        row.effect() == null ? "–" : number(row, row.effect()),
                        interval(row),
                        claimed(row),
                        row.verdict()));
            }
        }
        if (shown.isEmpty()) {
            return "";
        }
        String others = rows.stream()
                .map(ClaimRow::claim)
                .distinct()
                .filter(claim -> !shown.contains(claim))
                .collect(Collectors.joining(", "));
        return "\n" + table + notes(rows) + (others.isEmpty() ? "" : "Not testable with this grid: " + others + "\n");
    }

    private static String interval(ClaimRow row) {
        if (row.lower() == null || row.upper() == null) {
            return "";
        }
        return row.lower().equals(row.upper())
                ? "the same in all"
                : number(row, row.lower()) + " … " + number(row, row.upper());
    }

    /** The nearest bound that the effect has to pass; one that is wrong for both signs has two. */
    private static String claimed(ClaimRow row) {
        double reference = row.reference() == null ? 0 : row.reference();
        String above = number(row, reference + row.threshold());
        String below = number(row, reference - row.threshold());
        return switch (row.direction()) {
            case "above" -> "above " + above;
            case "below" -> "below " + below;
            case "not-above" -> "not above " + above;
            case "not-below" -> "not below " + below;
            case "differs" -> "outside " + below + " … " + above;
            default -> "within " + below + " … " + above;
        };
    }

    private static String notes(List<ClaimRow> rows) {
        StringBuilder notes = new StringBuilder();
        for (ClaimRow row : rows) {
            List<String> said = new ArrayList<>();
            if (row.hidden() != null && !row.verdict().equals(NOT_TESTABLE)) {
                said.add("the mean hides " + row.hidden());
            }
            if (row.verdict().equals("smaller than matters") && isSure(row.sign())) {
                said.add("the effect is small but surely " + row.sign());
            }
            if (positive(row.cellsPremiseNotMet())) {
                said.add("left out " + row.cellsPremiseNotMet() + " of "
                        + (row.cellsPremiseNotMet() + (row.cells() == null ? 0 : row.cells()))
                        + " cells that are not surely so: " + row.premise());
            }
            if (positive(row.cellsNotLearned())) {
                said.add("left out " + row.cellsNotLearned() + " cells whose networks learned nothing");
            }
            if (positive(row.missing())) {
                said.add("left out " + row.missing()
                        + " values, as trials of other cells of their replicate are missing");
            }
            if (!said.isEmpty()) {
                notes.append(row.claim())
                        .append('/')
                        .append(row.contrast())
                        .append(": ")
                        .append(String.join("; ", said))
                        .append('\n');
            }
        }
        return notes.toString();
    }

    private static boolean isSure(String sign) {
        return "positive".equals(sign) || "negative".equals(sign);
    }

    private static boolean positive(Integer count) {
        return count != null && count > 0;
    }

    private static String number(ClaimRow row, double value) {
        if (row.unit().equals("points")) {
            return Points.signed(value);
        }
        boolean small = value != 0 && Math.abs(value) < 1e-3;
        return Points.rounded(small ? "%+.1e" : "%+.3f", value);
    }
}
