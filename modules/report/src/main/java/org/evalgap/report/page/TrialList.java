package org.evalgap.report.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
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

    /**
     * The trials by columns.
     *
     * @param cell number of the cell
     * @param status which of {@code statuses}
     * @param reason which of {@code reasons}; -1 if there is none or it was left out
     * @param seconds in training and evaluation
     * @param deployed accuracy of the deployed model; null where it was not measured
     */
    record Trials(
            List<String> id,
            List<Integer> cell,
            List<Integer> replicate,
            List<Integer> status,
            List<Integer> reason,
            List<Double> seconds,
            List<Double> deployed,
            List<String> statuses,
            List<String> reasons) {}

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

    /** Trials so far. */
    int count() {
        return entries.size();
    }

    /** Cuts between characters, never inside of one. */
    private static String cut(String text) {
        if (text.length() <= REASON) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(REASON - 1)) ? REASON - 1 : REASON;
        return text.substring(0, end) + "…";
    }

    /** The trials; what was left out is added to the notes. */
    Trials trials(ToIntFunction<String> cellNumber, List<String> notes) {
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
        return new Trials(
                column(shown, Entry::id),
                column(shown, entry -> cellNumber.applyAsInt(entry.cellId())),
                column(shown, Entry::replicate),
                column(shown, entry -> statuses.indexOf(entry.status())),
                column(shown, entry -> reasons.indexOf(entry.reason())),
                column(shown, entry -> rounded(entry.seconds(), 100)),
                column(shown, Entry::deployed),
                statuses.stream().map(TrialStatus::label).toList(),
                reasons);
    }

    private static <T> List<T> column(List<Entry> entries, Function<Entry, T> value) {
        return entries.stream().map(value).toList();
    }

    private static double rounded(double value, double parts) {
        return Math.rint(value * parts) / parts;
    }
}
