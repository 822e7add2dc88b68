package org.evalgap.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.rows.TrialStatus;

/** The trials of the page, failures first: as many as fit, each with what tells it from the others. */
final class TrialList {

    /** Trials on the page; the tables have all. */
    static final int TRIALS = 10_000;

    /** Characters of a reason on the page. */
    static final int REASON = 400;

    /** Different reasons on the page. */
    static final int REASONS = 300;

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(
            String id,
            String cellId,
            int replicate,
            TrialStatus status,
            String reason,
            double seconds,
            Double deployed) {
        boolean failed() {
            return status != TrialStatus.OK;
        }
    }

    void add(TrialResult result) {
        TrialRow trial = result.trial();
        double deployed = Corners.of(result).accuracy(Protocol.DEPLOYED);
        entries.add(new Entry(
                trial.trialId(),
                trial.cellId(),
                trial.replicate(),
                trial.status(),
                trial.reason() == null ? null : cut(trial.reason()),
                trial.trainSeconds() + trial.evaluationSeconds(),
                deployed));
    }

    /** Cuts between characters, never inside of one. */
    private static String cut(String text) {
        if (text.length() <= REASON) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(REASON - 1)) ? REASON - 1 : REASON;
        return text.substring(0, end) + "…";
    }

    /** For JSON: columns of equal length, and notes on what was left out. */
    Map<String, Object> json(ToIntFunction<String> cellNumber, List<String> notes) {
        entries.sort(Comparator.comparing((Entry entry) -> !entry.failed())
                .thenComparingInt(entry -> cellNumber.applyAsInt(entry.cellId()))
                .thenComparingInt(Entry::replicate)
                .thenComparing(Entry::id));
        List<Entry> shown = entries.subList(0, Math.min(TRIALS, entries.size()));
        if (shown.size() < entries.size()) {
            notes.add("The list of trials shows " + shown.size() + " of " + entries.size()
                    + ", those that failed first; the table trials has all.");
        }
        List<TrialStatus> statuses =
                shown.stream().map(Entry::status).distinct().toList();
        List<String> all = shown.stream()
                .map(Entry::reason)
                .filter(reason -> reason != null)
                .distinct()
                .toList();
        List<String> reasons = all.subList(0, Math.min(REASONS, all.size()));
        if (reasons.size() < all.size()) {
            notes.add("The list of trials shows the first " + REASONS + " of " + all.size()
                    + " different reasons of failures; the table trials has all.");
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", shown.stream().map(Entry::id).toList());
        json.put(
                "cell",
                shown.stream()
                        .map(entry -> cellNumber.applyAsInt(entry.cellId()))
                        .toList());
        json.put("replicate", shown.stream().map(Entry::replicate).toList());
        json.put(
                "status",
                shown.stream().map(entry -> statuses.indexOf(entry.status())).toList());
        json.put(
                "reason",
                shown.stream().map(entry -> reasons.indexOf(entry.reason())).toList());
        json.put(
                "seconds",
                shown.stream().map(entry -> rounded(entry.seconds(), 100)).toList());
        json.put("deployed", Arrays.asList(shown.stream().map(Entry::deployed).toArray()));
        json.put("statuses", statuses.stream().map(TrialStatus::label).toList());
        json.put("reasons", reasons);
        return json;
    }

    private static double rounded(double value, double parts) {
        return Math.rint(value * parts) / parts;
    }
}
