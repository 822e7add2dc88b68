package org.evalgap.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.evalgap.results.rows.ClaimRow;

/**
 * What a study says about each claim, in the terminal: a line for every contrast that it can test, with the effect and
 * its 95 % interval; accuracies in percentage points. Claims of which it can test nothing are named below.
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
                        number(row, row.effect()),
                        number(row, row.lower()) + " … " + number(row, row.upper()),
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
        return "\n" + table + (others.isEmpty() ? "" : "Not testable with this grid: " + others + "\n");
    }

    private static String claimed(ClaimRow row) {
        String threshold = number(row, row.threshold());
        return switch (row.direction()) {
            case "above" -> "above " + threshold;
            case "below" -> "below " + threshold;
            default -> "within ± " + threshold.substring(1);
        };
    }

    private static String number(ClaimRow row, double value) {
        if (row.unit().equals("points")) {
            return String.format(Locale.ROOT, "%+.1f", 100 * value);
        }
        boolean small = value != 0 && Math.abs(value) < 1e-3;
        return String.format(Locale.ROOT, small ? "%+.1e" : "%+.3f", value);
    }
}
