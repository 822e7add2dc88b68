package org.evalgap.cli.console;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.evalgap.spark.RunMetrics;

/** What a run did, for people: one line, with a further one for each executor of a cluster. */
public final class MetricsText {

    private static final int MOST_SHOWN = 20;

    private MetricsText() {}

    public static String of(RunMetrics metrics) {
        List<RunMetrics.Executor> executors = metrics.executors();
        String text =
                String.format(Locale.ROOT, "%.2f trials/s, %d failed", metrics.trialsPerSecond(), metrics.failed());
        if (executors.stream().noneMatch(executor -> executor.name().startsWith("driver "))) {
            text += executors.stream()
                    .limit(MOST_SHOWN)
                    .map(executor -> String.format(
                            Locale.ROOT,
                            "%n  executor %s: %d trainings, %.2f a second, each %.2f s on average",
                            executor.name(),
                            executor.trainings(),
                            executor.trainings() / metrics.seconds(),
                            executor.busySeconds() / executor.trainings()))
                    .collect(Collectors.joining());
        }
        if (executors.size() > MOST_SHOWN) {
            text += String.format("%n  and %d more executors", executors.size() - MOST_SHOWN);
        }
        return text;
    }
}
