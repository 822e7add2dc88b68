package org.evalgap.cli.console;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evalgap.data.DatasetFacts;
import org.evalgap.study.grid.Axis;
import org.evalgap.study.plan.CostFit;
import org.evalgap.study.plan.Plan;
import org.evalgap.study.plan.Schedule;
import org.evalgap.study.plan.Training;
import org.evalgap.study.reading.Study;
import org.evalgap.study.replicates.ReplicatesConfig;

/** A plan for people. */
public final class PlanText {

    private PlanText() {}

    /** @param cores of this machine, for which the time is predicted too */
    public static String of(Study study, DatasetFacts facts, Plan plan, int cores) {
        StringBuilder text = new StringBuilder();
        line(text, "Study %s", study.name());
        for (Axis axis : study.cells().grid().axes()) {
            line(text, "  %s: %s", axis.key(), values(axis));
        }
        line(text, "  %s", trials(study.replicates(), plan));
        if (plan.cells() < study.cells().size()) {
            line(
                    text,
                    "  %d cells more have no row of their own: they differ from another in settings without effect alone",
                    study.cells().size() - plan.cells());
        }
        if (study.cells().sample().isPresent()) {
            line(
                    text,
                    "  the cells are a random sample of %d",
                    study.cells().grid().size());
        }
        line(text, "Dataset %s", study.dataset().name());
        line(
                text,
                "  %d training and %d test images of %s, %d classes",
                facts.trainImages(),
                facts.testImages(),
                facts.shape(),
                facts.classes());
        line(text, "To run");
        line(text, "  %d trainings, which evaluate %d trials", plan.trainings().size(), plan.pending());
        double longest = plan.trainings().stream()
                .mapToDouble(Training::predictedSeconds)
                .max()
                .orElse(0);
        line(
                text,
                "  predicted %s on one core, %s on the %d of this machine; the longest training %s",
                Durations.of(plan.predictedSeconds()),
                Durations.of(Math.max(longest, plan.predictedSeconds() / cores)),
                cores,
                Durations.of(longest));
        line(text, "  at most %.1f MB of native memory for each training at a time", plan.predictedBytes() / 1e6);
        return text.toString();
    }

    private static String trials(ReplicatesConfig replicates, Plan plan) {
        String fewest = replicates.rule().isEmpty() ? "" : replicates.atLeast() + " to ";
        String all = replicates.rule().isEmpty() ? "" : plan.cells() * replicates.atLeast() + " to ";
        String until = replicates
                .rule()
                .map(rule -> ", until " + rule.text() + "; what follows is of the most")
                .orElse("");
        return plan.cells() + " cells x " + fewest + replicates.atMost() + " replicates = " + all + plan.trials()
                + " trials" + until;
    }

    /**
     * What a sweep is about to do.
     *
     * @param most trials there can be, if results decide how many there are
     */
    public static String toRun(String study, long cells, Plan plan, long most, String location) {
        return String.format(
                "Study %s: %s, %s%s, %d of them to run in %s; output %s",
                study,
                counted(cells, "cell"),
                counted(plan.trials(), "trial"),
                plan.trials() < most ? " at first and at most " + most : "",
                plan.pending(),
                counted(plan.trainings().size(), "training"),
                location);
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    public static String of(Schedule schedule) {
        StringBuilder text = new StringBuilder();
        line(text, "On %d executors of one core", schedule.executors());
        line(
                text,
                "  predicted %s, in which %.1f %% of their time is training; no schedule takes less than %s",
                Durations.of(schedule.makespanSeconds()),
                100 * schedule.utilisation(),
                Durations.of(schedule.boundSeconds()));
        return text.toString();
    }

    public static String of(CostFit.Fit fit) {
        return String.format(
                Locale.ROOT,
                "Costs as %d trainings of this study took: %.3g s per pass of a batch, %.3g s per operation;"
                        + " half of them are predicted within a factor of %.2f",
                fit.trainings(),
                fit.costs().secondsPerPass(),
                fit.costs().secondsPerFlop(),
                fit.medianError());
    }

    private static String values(Axis axis) {
        return IntStream.range(0, axis.values().size()).mapToObj(axis::label).collect(Collectors.joining(", "));
    }

    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
