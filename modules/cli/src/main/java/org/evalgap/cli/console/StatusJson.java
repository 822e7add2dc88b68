package org.evalgap.cli.console;

import java.util.LinkedHashMap;
import java.util.Map;
import org.evalgap.output.OutputLock;
import org.evalgap.output.Progress;
import org.evalgap.output.status.OutputStatus;
import org.evalgap.report.figures.Json;

/** How an output directory is, for programs: one JSON object; what is not known is null. */
public final class StatusJson {

    private StatusJson() {}

    public static String of(OutputStatus status) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("output", status.location());
        json.put("published", status.statuses());
        json.put("damaged", status.damaged());
        json.put("holder", status.holder().map(StatusJson::holder).orElse(null));
        json.put(
                "last_sweep",
                status.lastSweep().map(sweep -> sweep(sweep, status.runs())).orElse(null));
        return Json.text(json) + "\n";
    }

    private static Map<String, Object> holder(OutputLock.Holder holder) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("run", holder.description());
        json.put("life", holder.life());
        return json;
    }

    private static Map<String, Object> sweep(OutputStatus.LastSweep sweep, boolean runs) {
        Progress progress = sweep.progress();
        boolean ends = runs && progress.done() < progress.trials() && progress.canEstimate();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("study", sweep.study());
        json.put("trials", progress.trials());
        json.put("done", progress.done());
        json.put("failed", progress.failed());
        json.put("elapsed_seconds", progress.elapsedSeconds());
        json.put("remaining_seconds", ends ? (Double) progress.remainingSeconds() : null);
        json.put("waiting_for", progress.waitingFor().isEmpty() ? null : progress.waitingFor());
        json.put("at", sweep.at().toString());
        return json;
    }
}
