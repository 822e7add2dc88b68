package org.evalgap.cli.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.export.TrackingServer.Run;
import org.evalgap.cli.export.TrackingServer.Status;
import org.evalgap.output.status.PublishedStudy;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;

/**
 * Published trials as runs of MLflow: a parent for each cell, a child for each trial. Which run is whose stands in tags,
 * by which they are found again: a run that has ended is left alone, one that was begun and not ended is completed, and a
 * cell that has more replicates gets its new means at their number as another step.
 */
final class MlflowExport {

    private static final String STUDY = "evalgap.study";
    private static final String ID = "evalgap.id";

    /** MLflow's own, by which its page shows children under their parent. */
    private static final String PARENT = "mlflow.parentRunId";

    private static final double MILLISECONDS = 1000;

    private final TrackingServer server;
    private final String experiment;
    private final Console console;

    /** When the trials of a cell ran, in milliseconds since 1970. */
    private record Span(long from, long to) {
        private Span with(Span other) {
            return new Span(Math.min(from, other.from), Math.max(to, other.to));
        }

        private static Span of(TrialRow trial) {
            Instant start = trial.startedAt();
            double seconds = trial.trainSeconds() + trial.evaluationSeconds();
            return new Span(start.toEpochMilli(), start.toEpochMilli() + Math.round(MILLISECONDS * seconds));
        }
    }

    /** @param experiment its name */
    MlflowExport(TrackingServer server, String experiment, Console console) {
        this.server = server;
        this.experiment = experiment;
        this.console = console;
    }

    /** Puts everything there that is not there yet. */
    void put(PublishedStudy study) throws IOException {
        String id = server.experiment(experiment);
        List<DegradationRow> cells = study.degradation();
        Map<String, Span> spans = new HashMap<>();
        study.forEachTrial(result -> spans.merge(result.trial().cellId(), Span.of(result.trial()), Span::with));
        Map<String, Run> there = new HashMap<>();
        for (String name : cells.stream().map(DegradationRow::study).distinct().toList()) {
            server.runs(id, STUDY, name).forEach(run -> there.put(run.tags().get(ID), run));
        }
        Map<String, String> parents = new HashMap<>();
        for (DegradationRow cell : cells) {
            parents.put(cell.cellId(), put(id, cell, spans.get(cell.cellId()), there));
        }
        List<Status> ended = new ArrayList<>();
        try {
            study.forEachTrial(result -> {
                try {
                    if (put(id, result, parents, there)) {
                        ended.add(Status.FINISHED);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        console.note("MLflow: " + ended.size() + " trials of " + cells.size() + " cells put into experiment "
                + experiment + " at " + server.address());
    }

    private String put(String experimentId, DegradationRow cell, Span span, Map<String, Run> there) throws IOException {
        Run known = there.get(cell.cellId());
        String run = known != null
                ? known.id()
                : server.create(
                        experimentId,
                        cell.cell().isEmpty() ? cell.study() : cell.cell(),
                        span.from(),
                        Map.of(STUDY, cell.study(), ID, cell.cellId()));
        server.log(run, span.to(), RunFigures.of(cell), RunFigures.axes(cell.axes()));
        server.end(run, cell.replicates() == 0 ? Status.FAILED : Status.FINISHED, span.to());
        return run;
    }

    private boolean put(String experimentId, TrialResult result, Map<String, String> parents, Map<String, Run> there)
            throws IOException {
        TrialRow trial = result.trial();
        Run known = there.get(trial.trialId());
        if (known != null && known.status() != Status.RUNNING) {
            return false;
        }
        Span span = Span.of(trial);
        String run = known != null
                ? known.id()
                : server.create(
                        experimentId,
                        (trial.cell().isEmpty() ? trial.study() : trial.cell()) + " #" + trial.replicate(),
                        span.from(),
                        tags(trial, parents.get(trial.cellId())));
        server.log(run, span.to(), RunFigures.of(result), RunFigures.parameters(trial));
        server.end(run, trial.finished() ? Status.FINISHED : Status.FAILED, span.to());
        return true;
    }

    private static Map<String, String> tags(TrialRow trial, String parent) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(PARENT, parent);
        tags.put(STUDY, trial.study());
        tags.put(ID, trial.trialId());
        tags.put("evalgap.cell", trial.cellId());
        tags.put("evalgap.status", trial.status().name());
        if (trial.reason() != null) {
            tags.put("evalgap.reason", trial.reason());
        }
        tags.put("evalgap.version", trial.engineVersion());
        tags.put("evalgap.numerics_profile", trial.numericsProfile());
        return tags;
    }
}
