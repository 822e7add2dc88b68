package org.evalgap.checkup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.evalgap.checkup.Outcomes.Difference;
import org.evalgap.checkup.Outcomes.Half;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.Estimate;

/** What a check-up found, as one page of text. */
final class CheckupText {

    private static final int MOST_NORMS = 5;
    private static final int MOST_ALTERNATIVES = 5;
    private static final int MOST_SKIPPED = 5;

    private final CheckupRequest request;
    private final Measured measured;
    private final Conclusion conclusion;
    private final List<String> lines = new ArrayList<>();

    CheckupText(CheckupRequest request, Measured measured, Conclusion conclusion) {
        this.request = request;
        this.measured = measured;
        this.conclusion = conclusion;
    }

    String page() {
        cause();
        modes();
        if (measured.norms().isEmpty()) {
            add("", "The network has no BatchNorm with running statistics: nothing of the file can be recalibrated.");
        } else {
            statistics();
            norms();
            remedies();
        }
        preprocessing();
        notes();
        return String.join("\n", lines) + "\n";
    }

    private void cause() {
        add("Leading cause: " + conclusion.cause().id() + " ("
                + conclusion.cause().meaning() + ")");
        add("  because " + conclusion.reason() + ".");
        add("  What to do: " + CheckupAdvice.of(conclusion));
    }

    private void modes() {
        add("", "Accuracy of " + measured.deployed().images() + " images");
        row("EVAL mode: running statistics, dropout off", measured.deployed());
        row("  with dropout on", measured.corner(Factor.DROPOUT));
        row(
                "  with statistics of the batch (" + request.trainingBatchSize() + " images)",
                measured.corner(Factor.STATISTICS));
        row("TRAIN mode: both", measured.corner(Factor.STATISTICS, Factor.DROPOUT));
        measured.use()
                .ifPresent(use -> add(line(
                        use.isOfImages() ? "in use, by " + use.images() + " predictions" : "in use, as you say",
                        Conclusion.percent(use.accuracy()))));
        add(line("eval() costs (TRAIN mode minus EVAL mode)", estimate(measured.degradation())));
        if (measured.factors().size() > 2) {
            add("", "From the training log to use: " + estimate(measured.totalGap()) + ", of which are due to");
            measured.shares().forEach((factor, share) -> add(line(Labels.of(factor), estimate(share))));
        }
    }

    private void statistics() {
        add("", "EVAL mode when the stored statistics are replaced, step by step");
        Outcomes before = measured.deployed();
        for (Map.Entry<StatisticsCause, Outcomes> step : measured.steps().entrySet()) {
            String name = switch (step.getKey()) {
                case STALENESS ->
                    "averages over batches of these weights ("
                            + measured.composition().label() + ")";
                case COMPOSITION -> "random batches instead";
                case SIZE -> "large batches";
                case SHIFT -> "on the path of use";
                case BATCH -> "each batch's own";
                default -> null;
            };
            if (name != null) {
                add(line(
                        name,
                        Conclusion.percent(step.getValue().accuracy()) + "  "
                                + difference(step.getValue().minus(before))));
                before = step.getValue();
            }
        }
    }

    private void norms() {
        long initial = measured.norms().stream().filter(NormFinding::initial).count();
        add(
                "",
                "Stored statistics of " + measured.norms().size() + " norms against what they see"
                        + (initial == 0 ? "" : "; " + initial + " are 0 and 1 as at the start"));
        measured.norms().stream()
                .sorted(Comparator.comparingDouble(
                                (NormFinding norm) -> Math.hypot(norm.meanDistance(), norm.deviationLogRatio()))
                        .reversed())
                .limit(MOST_NORMS)
                .forEach(norm -> add(line(
                        norm.name(),
                        String.format(
                                Locale.ROOT,
                                "means %.2f deviations off, deviations by a factor of %.2f, %d batches",
                                norm.meanDistance(),
                                Math.exp(norm.deviationLogRatio()),
                                norm.batches()))));
    }

    private void remedies() {
        add("", "Remedies, on the half of the images that they were not chosen on");
        row("none", measured.deployed(), Half.MEASURE);
        for (Remedy remedy : measured.remedies()) {
            add(line(
                    remedy.kind().label(),
                    Conclusion.percent(remedy.outcomes().accuracy(Half.MEASURE)) + "  "
                            + difference(remedy.outcomes().minus(measured.deployed(), Half.MEASURE))));
        }
        conclusion
                .best()
                .filter(best -> conclusion.isRepairable())
                .ifPresent(best -> add("  Best for the file: " + best.kind().label() + ", "
                        + best.kind().meaning() + "."));
    }

    private void preprocessing() {
        add("", "Other preprocessing of the same images, EVAL mode");
        row("as given", measured.deployed());
        measured.alternatives().entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        (Map.Entry<?, Outcomes> other) -> -other.getValue().accuracy()))
                .limit(MOST_ALTERNATIVES)
                .forEach(other -> add(line(
                        other.getKey().name(),
                        Conclusion.percent(other.getValue().accuracy()) + "  "
                                + difference(other.getValue().minus(measured.deployed())))));
    }

    private void notes() {
        List<Measured.Skipped> skipped = measured.skipped();
        if (!skipped.isEmpty()) {
            add("", skipped.size() + (skipped.size() == 1 ? " image was" : " images were") + " left out");
            skipped.stream()
                    .limit(MOST_SKIPPED)
                    .forEach(each -> add("  " + each.source() + "/" + each.image() + ": " + each.reason()));
            if (skipped.size() > MOST_SKIPPED) {
                add("  and " + (skipped.size() - MOST_SKIPPED) + " more");
            }
        }
        if (!request.model().notes().isEmpty()) {
            add("", "Notes");
            request.model().notes().forEach(note -> add("  " + note));
        }
    }

    private void row(String name, Outcomes outcomes) {
        add(line(
                name,
                Conclusion.percent(outcomes.accuracy()) + String.format(Locale.ROOT, "  loss %.3f", outcomes.loss())));
    }

    private void row(String name, Outcomes outcomes, Half half) {
        add(line(name, Conclusion.percent(outcomes.accuracy(half))));
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "  %-52s %s", name, value);
    }

    private static String estimate(Estimate points) {
        return String.format(
                Locale.ROOT,
                "%+.1f points (95 %%: %+.1f to %+.1f)",
                100 * points.mean(),
                100 * points.lower(),
                100 * points.upper());
    }

    private static String difference(Difference difference) {
        Estimate points = difference.estimate();
        return String.format(
                Locale.ROOT,
                "(%+.1f, 95 %%: %+.1f to %+.1f)",
                100 * points.mean(),
                100 * points.lower(),
                100 * points.upper());
    }

    private void add(String... more) {
        lines.addAll(List.of(more));
    }
}
