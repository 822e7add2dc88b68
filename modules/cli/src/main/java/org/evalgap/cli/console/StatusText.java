package org.evalgap.cli.console;

import java.util.stream.Collectors;
import org.evalgap.output.OutputLock;
import org.evalgap.output.Progress;
import org.evalgap.output.status.OutputStatus;

/** How an output directory is, for people. */
public final class StatusText {

    private StatusText() {}

    public static String of(OutputStatus status) {
        StringBuilder text = new StringBuilder("Output " + status.location() + "\n");
        long published =
                status.statuses().values().stream().mapToLong(Long::longValue).sum();
        text.append("  published: ").append(published).append(published == 1 ? " trial" : " trials");
        if (published > 0) {
            text.append(status.statuses().entrySet().stream()
                    .map(each -> each.getValue() + " " + each.getKey())
                    .collect(Collectors.joining(", ", ": ", "")));
        }
        text.append('\n');
        if (status.damaged() > 0) {
            text.append("  damaged: ").append(status.damaged()).append(", which the next sweep runs again\n");
        }
        status.lastSweep()
                .ifPresent(sweep -> text.append("  last sweep: ")
                        .append(progress(sweep.study(), sweep.progress(), status.runs()))
                        .append(", at ")
                        .append(sweep.at())
                        .append('\n'));
        text.append("  held by: ")
                .append(status.holder().map(StatusText::holder).orElse("no run"))
                .append('\n');
        return text.toString();
    }

    private static String progress(String study, Progress progress, boolean runs) {
        String text = "study " + study + ", " + progress.done() + " of " + progress.trials() + " trials done, "
                + progress.failed() + " failed";
        if (runs && progress.done() < progress.trials() && progress.canEstimate()) {
            text += progress.overdueSeconds() > ConsoleProgress.PATIENCE_SECONDS
                    ? ", nothing done for " + Durations.of(progress.overdueSeconds())
                    : ", about " + Durations.of(progress.remainingSeconds()) + " left";
        }
        return text;
    }

    private static String holder(OutputLock.Holder holder) {
        return holder.description()
                + switch (holder.life()) {
                    case "running" -> ", which runs";
                    case "ended" -> ", which has ended: the next sweep takes its place";
                    default -> ", which this machine cannot see";
                };
    }
}
