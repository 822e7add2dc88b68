package org.evalgap.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.evalgap.results.aggregates.ClaimRow;

/**
 * What a study says about each claim, in the terminal: a line for every contrast that it can test, with the effect and
 * its 95 % interval; accuracies in percentage points. Notes below say what stands behind a verdict that a figure alone
 * does not show, and which claims cannot be tested.
 */
public final class ClaimsTable {

    private ClaimsTable() {}

    /** An empty line and lines below a header; no text if nothing can be tested. */
    public static String of(List<ClaimRow> rows) {
        boolean published = rows.stream().anyMatch(row -> row.publishedFigure().published() != null);
        TextTable table = new TextTable()
                .column("claim", TextTable.Align.LEFT)
                .column("verdict", TextTable.Align.LEFT)
                .column("contrast", TextTable.Align.LEFT)
                .column("effect", TextTable.Align.RIGHT)
                .column("95 % interval", TextTable.Align.LEFT)
                .column("claimed", TextTable.Align.LEFT)
                .column("this contrast", TextTable.Align.LEFT);
        if (published) {
            table.column("published", TextTable.Align.LEFT);
        }
        Set<String> shown = new LinkedHashSet<>();
        for (ClaimRow row : rows) {
            if (!row.verdict().equals(ContrastText.NOT_TESTABLE)) {
                boolean first = shown.add(row.claim());
                List<String> texts = List.of(
                        first ? row.claim() : "",
                        first ? row.claimVerdict() : "",
                        row.contrast(),
                        ContrastText.effect(row),
                        ContrastText.interval(row),
                        claimed(row),
                        row.verdict(),
                        ContrastText.published(row));
                table.row(published ? texts : texts.subList(0, texts.size() - 1));
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

    /** The nearest bound that the effect has to pass; one that is wrong for both signs has two. */
    private static String claimed(ClaimRow row) {
        double reference = row.reference() == null ? 0 : row.reference();
        String above = ContrastText.number(row, reference + row.threshold());
        String below = ContrastText.number(row, reference - row.threshold());
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
            if (row.hidden() != null && !row.verdict().equals(ContrastText.NOT_TESTABLE)) {
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
            if (row.publishedFigure().publishedFinding() != null) {
                said.add("published in words: " + row.publishedFigure().publishedFinding());
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
}
