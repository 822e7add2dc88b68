package org.evalgap.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.evalgap.results.rows.ClaimRow;
import org.evalgap.results.rows.DegradationRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.schema.RowType;

/**
 * Collects the trials of a study, one after another, into what its page shows. Of a trial only numbers stay in memory, and
 * the result has a bounded size: details are kept for as many cells as fit.
 */
public final class ReportBuilder {

    /** Characters of JSON for the details of cells. */
    private static final int DETAILS = 900_000;

    private final Map<String, CellMetrics> metrics = new HashMap<>();
    private final Map<String, CellDetails> details = new HashMap<>();
    private final TrialList trials = new TrialList();
    private final Provenance provenance = new Provenance();

    /** Takes in a published trial, finished or not. */
    public void add(TrialResult result) {
        trials.add(result);
        provenance.add(result.trial());
        if (result.trial().finished()) {
            String cell = result.trial().cellId();
            metrics.computeIfAbsent(cell, absent -> new CellMetrics()).add(result);
            details.computeIfAbsent(cell, absent -> new CellDetails()).add(result);
        }
    }

    /**
     * What the page shows.
     *
     * @param degradation the degradation table of the trials added, each cell one row
     * @param claims the claims table of the trials added
     * @param location the output directory, as a command would name it
     */
    public ReportData build(List<DegradationRow> degradation, List<ClaimRow> claims, String location) {
        Map<String, Integer> numbers = new HashMap<>();
        degradation.forEach(row -> numbers.put(row.cellId(), numbers.size()));
        Axes axes = new Axes(degradation.stream().map(DegradationRow::cell).toList());
        List<String> notes = new ArrayList<>();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("study", provenance.study());
        json.put("location", location);
        json.put("provenance", provenance.json());
        json.put("verdict", new Verdict(degradation, axes).json());
        json.put("axes", axes.json());
        json.put("cells", cells(degradation, axes));
        json.put("metrics", metrics(degradation));
        json.put("details", details(degradation, notes));
        json.put("claims", claims.stream().map(ReportBuilder::claim).toList());
        json.put("trials", trials.json(numbers::get, notes));
        json.put("factors", Arrays.stream(Cause.values()).map(Cause::label).toList());
        json.put("notes", notes);
        return new ReportData(provenance.study(), Json.text(json));
    }

    private static Map<String, Object> cells(List<DegradationRow> rows, Axes axes) {
        Map<String, Object> cells = new LinkedHashMap<>();
        cells.put("id", rows.stream().map(DegradationRow::cellId).toList());
        cells.put(
                "label",
                axes.json().isEmpty() ? rows.stream().map(DegradationRow::cell).toList() : List.of());
        cells.put("position", axes.positions());
        cells.put("replicates", rows.stream().map(DegradationRow::replicates).toList());
        cells.put("failures", rows.stream().map(DegradationRow::failures).toList());
        cells.put(
                "effect",
                rows.stream()
                        .map(row -> row.degradation() == null
                                ? null
                                : Effect.of(row).name().toLowerCase(Locale.ROOT))
                        .toList());
        cells.put(
                "cause",
                rows.stream()
                        .map(row -> Cause.dominating(row).map(Cause::label).orElse(null))
                        .toList());
        return cells;
    }

    /** By name, the column of means and that of half intervals; a figure that no cell has is left out. */
    private Map<String, Object> metrics(List<DegradationRow> rows) {
        List<Map<String, List<Double>>> spreads = rows.stream()
                .map(row ->
                        metrics.getOrDefault(row.cellId(), new CellMetrics()).spreads(row))
                .toList();
        Set<String> names = new LinkedHashSet<>();
        spreads.forEach(cell -> names.addAll(cell.keySet()));
        Map<String, Object> columns = new LinkedHashMap<>();
        for (String name : names) {
            List<Double> means = column(spreads, name, 0);
            List<Double> halves = column(spreads, name, 1);
            if (means.stream().anyMatch(value -> value != null)) {
                boolean intervals = halves.stream().anyMatch(value -> value != null);
                columns.put(name, intervals ? List.of(means, halves) : List.of(means));
            }
        }
        return columns;
    }

    private static List<Double> column(List<Map<String, List<Double>>> cells, String name, int index) {
        List<Double> column = new ArrayList<>();
        for (Map<String, List<Double>> cell : cells) {
            column.add(cell.containsKey(name) ? cell.get(name).get(index) : null);
        }
        return column;
    }

    /** Details by number of cell, of the cells that changed most, up or down, until the page is full. */
    private Map<String, Object> details(List<DegradationRow> rows, List<String> notes) {
        List<Integer> order = IntStream.range(0, rows.size())
                .boxed()
                .filter(cell -> details.containsKey(rows.get(cell).cellId()))
                .sorted(Comparator.comparingDouble(cell -> -change(rows.get(cell))))
                .toList();
        Map<String, Object> kept = new LinkedHashMap<>();
        int characters = 0;
        for (int cell : order) {
            Map<String, Object> json = details.get(rows.get(cell).cellId()).json();
            characters += Json.text(json).length();
            if (characters > DETAILS && !kept.isEmpty()) {
                notes.add("Details (remedies, layers, learning curves, calibration) are shown of the " + kept.size()
                        + " cells of " + order.size()
                        + " whose accuracy eval() changed most, up or down; the tables have all.");
                break;
            }
            kept.put(Integer.toString(cell), json);
        }
        return kept;
    }

    private static double change(DegradationRow row) {
        return row.degradation() == null ? 0 : Math.abs(row.degradation().mean());
    }

    private static Map<String, Object> claim(ClaimRow row) {
        Map<String, Object> claim = new LinkedHashMap<>();
        RowType.of(ClaimRow.class).values(row).forEach((column, value) -> claim.put(camelCase(column), value));
        return claim;
    }

    private static String camelCase(String column) {
        return Pattern.compile("_(.)")
                .matcher(column)
                .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }
}
