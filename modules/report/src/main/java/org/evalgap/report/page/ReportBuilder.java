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
import org.evalgap.report.CellAxes;
import org.evalgap.report.figures.Figures;
import org.evalgap.report.figures.Json;
import org.evalgap.report.figures.Spread;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.results.rows.FindingRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.schema.RowType;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.publication.Publication;

/**
 * Collects the trials of a study, one after another, into what its page shows. Of a trial only numbers stay in memory, and
 * the result has a bounded size: details are kept for as many cells as fit.
 */
public final class ReportBuilder {

    /** Characters of JSON for the details of cells. */
    private static final int DETAILS = 900_000;

    /** Trials up to which every cell's replicates are on the page one by one. */
    private static final int DOTS = 2_000;

    private final Map<String, CellMetrics> metrics = new HashMap<>();
    private final Map<String, CellDetails> details = new HashMap<>();
    private final TrialList trials = new TrialList();
    private final Provenance provenance = new Provenance();
    private final List<PageData.Finding> findings = new ArrayList<>();
    private Publication publication;

    /** Takes in a published trial, finished or not. */
    public void add(TrialResult result) {
        trials.add(result);
        provenance.add(result.trial());
        result.findings().forEach(row -> findings.add(finding(result.trial().cell(), row)));
        if (result.trial().finished()) {
            String cell = result.trial().cellId();
            metrics.computeIfAbsent(cell, absent -> new CellMetrics()).add(result);
            details.computeIfAbsent(cell, absent -> new CellDetails()).add(result);
        }
    }

    /** Takes in what the study repeats in small. */
    public void add(Publication repeated) {
        publication = repeated;
    }

    /** What the page shows of trials of which no sweep runs any more. */
    public ReportData build(List<DegradationRow> degradation, List<ClaimRow> claims, String location) {
        return build(degradation, claims, location, null);
    }

    /**
     * What the page shows.
     *
     * @param degradation the degradation table of the trials added, each cell one row
     * @param claims the claims table of the trials added
     * @param location the output directory, as a command would name it
     * @param live of a sweep that runs; null if none does
     */
    public ReportData build(List<DegradationRow> degradation, List<ClaimRow> claims, String location, Live live) {
        Map<String, Integer> numbers = new HashMap<>();
        degradation.forEach(row -> numbers.put(row.cellId(), numbers.size()));
        Axes axes = new Axes(degradation.stream()
                .map(row -> CellAxes.of(row.axes(), row.cell()))
                .toList());
        List<String> notes = new ArrayList<>();
        Map<String, CellDetails.Details> kept = details(degradation, notes);
        PageData data = new PageData(
                provenance.study(),
                location,
                live,
                provenance.facts(),
                new Verdict(degradation, axes).findings(),
                axes.all(),
                cells(degradation, axes),
                metrics(degradation),
                kept,
                claims.stream().map(ReportBuilder::claim).toList(),
                publication,
                trials.trials(numbers::get, notes),
                Arrays.stream(Cause.values()).map(Cause::label).toList(),
                findings.stream()
                        .sorted(Comparator.comparing(PageData.Finding::model))
                        .toList(),
                notes);
        return new ReportData(provenance.study(), Json.text(data));
    }

    private static PageData.Finding finding(String model, FindingRow row) {
        return new PageData.Finding(
                model,
                row.leadingCause(),
                LeadingCause.of(row.leadingCause()).map(LeadingCause::meaning).orElse(""),
                row.reason(),
                row.recommendation(),
                ends(row.degradation()),
                ends(row.totalGap()));
    }

    private static List<Double> ends(Estimate estimate) {
        return Arrays.asList(estimate.mean(), estimate.lower(), estimate.upper());
    }

    private static PageData.Cells cells(List<DegradationRow> rows, Axes axes) {
        return new PageData.Cells(
                rows.stream().map(DegradationRow::cellId).toList(),
                axes.positions(),
                rows.stream().map(DegradationRow::replicates).toList(),
                rows.stream().map(DegradationRow::failures).toList(),
                rows.stream().map(ReportBuilder::endedBy).toList(),
                rows.stream().map(ReportBuilder::effect).toList(),
                rows.stream()
                        .map(row -> Cause.dominating(row).map(Cause::label).orElse(null))
                        .toList());
    }

    private static String endedBy(DegradationRow row) {
        return row.endedBy() == null ? null : row.endedBy().label();
    }

    private static String effect(DegradationRow row) {
        return row.degradation() == null ? null : Effect.of(row).name().toLowerCase(Locale.ROOT);
    }

    /** A figure that no cell has is left out. */
    private Map<String, Figures> metrics(List<DegradationRow> rows) {
        boolean few = trials.count() <= DOTS;
        List<Map<String, Spread>> spreads = rows.stream()
                .map(row ->
                        metrics.getOrDefault(row.cellId(), new CellMetrics()).spreads(row, few))
                .toList();
        Set<String> names = new LinkedHashSet<>();
        spreads.forEach(cell -> names.addAll(cell.keySet()));
        Map<String, Figures> columns = new LinkedHashMap<>();
        for (String name : names) {
            Figures figures = Figures.of(spreads.stream()
                    .map(cell -> cell.get(name))
                    .map(spread -> spread == null || few ? spread : spread.withoutReplicates())
                    .toList());
            if (figures.isPresent()) {
                columns.put(name, figures);
            }
        }
        return columns;
    }

    /** Details by number of cell, of the cells that changed most, up or down, until the page is full. */
    private Map<String, CellDetails.Details> details(List<DegradationRow> rows, List<String> notes) {
        List<Integer> order = IntStream.range(0, rows.size())
                .boxed()
                .filter(cell -> details.containsKey(rows.get(cell).cellId()))
                .sorted(Comparator.comparingDouble(cell -> -change(rows.get(cell))))
                .toList();
        Map<String, CellDetails.Details> kept = new LinkedHashMap<>();
        int characters = 0;
        for (int cell : order) {
            CellDetails.Details ofCell = details.get(rows.get(cell).cellId()).details();
            characters += Json.text(ofCell).length();
            if (characters > DETAILS && !kept.isEmpty()) {
                notes.add("Details (remedies, layers, learning curves, calibration) are shown of the " + kept.size()
                        + " cells of " + order.size()
                        + " whose accuracy eval() changed most, up or down; the tables have all.");
                break;
            }
            kept.put(Integer.toString(cell), ofCell);
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
