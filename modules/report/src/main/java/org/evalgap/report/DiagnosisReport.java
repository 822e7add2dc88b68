package org.evalgap.report;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.evalgap.results.diagnosis.Cause;
import org.evalgap.results.diagnosis.CauseDiagnosis;
import org.evalgap.results.diagnosis.Composition;
import org.evalgap.results.diagnosis.Diagnosis;
import org.evalgap.results.diagnosis.Diagnosis.Findings;
import org.evalgap.results.diagnosis.Diagnosis.Verdict;
import org.evalgap.results.diagnosis.LayerFinding;
import org.evalgap.results.diagnosis.Tried;
import org.evalgap.results.rows.CellSettings;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.study.check.Warning;

/** A diagnosis in the terminal, for lines of 80 characters. */
public final class DiagnosisReport {

    private DiagnosisReport() {}

    /**
     * @param study its name
     * @param diagnosis figures of the same trials
     */
    public static String of(String study, CauseDiagnosis cause, Diagnosis diagnosis) {
        String leading = Paragraph.of(
                "Leading cause: " + cause.cause().id() + " (" + cause.cause().meaning() + ").");
        StringBuilder text = new StringBuilder(title(study, diagnosis));
        diagnosis
                .findings()
                .ifPresentOrElse(
                        findings -> text.append(findings(leading, findings)),
                        () -> text.append("\nNo trial finished, so there is nothing to measure.\n" + leading));
        if (!diagnosis.warnings().isEmpty()) {
            text.append("\nWhat the configuration alone makes suspect\n");
            diagnosis.warnings().forEach(warning -> text.append(warning(warning)));
        }
        return text.append(recommendation(RecommendationText.of(cause, diagnosis)))
                .toString();
    }

    private static String title(String study, Diagnosis diagnosis) {
        TrialRow trial = diagnosis.trials().get(0);
        int trials = diagnosis.trials().size();
        int finished = diagnosis.findings().map(Findings::replicates).orElse(0);
        String replicates = (finished == trials ? "" : finished + " of ")
                + trials
                + (trials == 1 ? " replicate" : " replicates")
                + (finished == trials ? "" : " finished");
        CellSettings settings = trial.cellSettings();
        String configuration = settings.network()
                + (settings.normalization() == null ? "" : ", normalization " + settings.normalization())
                + (settings.dropout() == null ? "" : ", dropout " + number(settings.dropout()))
                + ", batches of " + settings.batchSize() + " (" + settings.batchComposition() + "), augmentation "
                + settings.augmentation();
        String failures = diagnosis.trials().stream()
                .filter(each -> !each.finished())
                .map(each -> Paragraph.of(
                        "Replicate " + each.replicate() + " failed: " + each.status() + ", " + each.reason() + "."))
                .collect(Collectors.joining());
        return Paragraph.of("Diagnosis of " + study + ": " + replicates) + Paragraph.of(configuration) + failures;
    }

    private static String findings(String leading, Findings findings) {
        return "\n" + Paragraph.of(verdict(findings)) + "\n" + Waterfall.of(findings) + legend(findings) + "\n"
                + leading
                + Paragraph.of(share(findings))
                + findings.statistics()
                        .map(statistics -> "\n" + StatisticsText.of(statistics))
                        .orElse("")
                + where(findings) + remedies(findings);
    }

    private static String verdict(Findings findings) {
        String both = "The training log shows " + Points.percent(findings.seen().mean()) + ", the deployed model gets "
                + Points.percent(findings.deployed().mean());
        double gap = findings.gap().mean();
        String interval = Points.ends(findings.gap());
        return switch (findings.verdict()) {
            case WORSE -> both + ": " + Points.plain(gap) + " points less (95 % interval " + interval + ").";
            case BETTER ->
                both + ": " + Points.plain(-gap) + " points more (95 % interval "
                        + Points.ends(findings.gap().negated()) + ").";
            case NOT_SIGNIFICANT ->
                both + ". No significant gap: training log minus deployed is " + Points.signed(gap)
                        + " points, and its 95 % interval, " + interval + ", covers 0.";
        };
    }

    private static String legend(Findings findings) {
        return Paragraph.of("Intervals are over "
                + (findings.replicates() == 1
                        ? "images, as there is one trained network; another seed may differ by more."
                        : findings.replicates() + " replicates."));
    }

    private static String share(Findings findings) {
        Optional<Cause> unsure = findings.unsureCause();
        String open = unsure.map(cause -> "The largest share, that of " + Waterfall.name(cause) + ", is not sure: "
                        + Points.full(cause.share()) + ".")
                .orElse("");
        Optional<Cause> leading = findings.leadingCause();
        if (leading.isEmpty()) {
            return unsure.isPresent() ? open : "No change from training log to deployment surely costs accuracy.";
        }
        String name = Waterfall.name(leading.get());
        String text =
                change(leading.get()) + " costs " + Points.full(leading.get().share());
        if (findings.verdict() == Verdict.WORSE) {
            String share = ", "
                    + Points.share(leading.get().share().mean(), findings.gap().mean()) + " of the gap.";
            return (unsure.isPresent() ? open + " Sure is: " + name : "Largest share: " + name) + ". " + text + share;
        }
        String gains = findings.causes().stream()
                .filter(Cause::isHelpful)
                .map(Waterfall::name)
                .collect(Collectors.joining(" and "));
        return "Still, one cause costs accuracy: " + name + ". " + text
                + (gains.isEmpty() ? "." : "; " + gains + " makes up for it.");
    }

    private static String change(Cause cause) {
        return switch (cause.factor()) {
            case STATISTICS -> "Normalizing with running instead of batch statistics";
            case DROPOUT -> "Switching dropout off";
            case TRANSFORM -> "The eval instead of the train transform";
            case SPLIT -> "Evaluating test instead of training images";
            case PREPROCESSING -> "Preparing images with a mistake";
        };
    }

    private static String where(Findings findings) {
        StringBuilder text = new StringBuilder();
        findings.worstLayer().ifPresent(layer -> text.append(Paragraph.of(layer(layer))));
        findings.composition()
                .ifPresent(composition -> text.append(Paragraph.of(composition(composition, findings.replicates()))));
        findings.dropoutAhead().ifPresent(ahead -> text.append(Paragraph.of(AdviceText.ahead(ahead))));
        return text.length() == 0 ? "" : "\n" + text;
    }

    private static String layer(LayerFinding layer) {
        String noise = layer.meanNoise().isPresent()
                ? " (averaging such batches scatters them by "
                        + Points.ratio(layer.meanNoise().getAsDouble()) + ")"
                : "";
        return String.format(
                        Locale.ROOT,
                        "Worst layer: %d (BatchNorm). Its running means are %.2f standard deviations off the population's",
                        layer.layer(),
                        layer.meanDistance())
                + noise
                + String.format(
                        Locale.ROOT,
                        ", its running variances are %.2f times the population's; %.1f %% of what it sees in EVAL is "
                                + "beyond anything that training showed.",
                        layer.varianceRatio(),
                        100 * layer.rangeEscape());
    }

    private static String composition(Composition composition, int replicates) {
        return "Batch composition: F = " + Points.ratio(composition.statistic().mean())
                + (replicates == 1 ? " (95 % interval " : " (95 % intervals of the replicates within ")
                + Points.ratio(composition.statistic().lower()) + " to "
                + Points.ratio(composition.statistic().upper())
                + "); random batches have 1.";
    }

    private static String remedies(Findings findings) {
        List<Tried> remedies = findings.remedies();
        if (remedies.isEmpty()) {
            return "";
        }
        TextTable table = new TextTable()
                .column("remedy, its best variant", TextTable.Align.LEFT)
                .column("recovers", TextTable.Align.RIGHT)
                .column("95 % interval", TextTable.Align.RIGHT)
                .column("cost", TextTable.Align.RIGHT);
        Set<String> shown = new HashSet<>();
        for (Tried tried : remedies) {
            if (shown.add(RemedyText.kind(tried.remedy()))) {
                table.row(List.of(
                        RemedyText.brief(tried.remedy()),
                        Points.signed(tried.recovered().mean()),
                        Points.range(tried.recovered()),
                        AdviceText.seconds(tried)));
            }
        }
        return "\n" + Paragraph.of(best(findings)) + table;
    }

    private static String best(Findings findings) {
        return findings.bestRemedy()
                .map(best -> "The remedy that surely recovers most: " + RemedyText.full(best.remedy()) + ". It brings "
                        + Points.full(best.recovered())
                        + (findings.verdict() == Verdict.WORSE
                                ? ", "
                                        + Points.share(
                                                best.recovered().mean(),
                                                findings.gap().mean())
                                        + " of the gap"
                                : "")
                        + ", in " + AdviceText.seconds(best) + ".")
                .orElse("No remedy that was tried surely recovers anything.");
    }

    private static String warning(Warning warning) {
        return warning.severity() == Warning.Severity.WARNING
                ? Paragraph.of("! ", "  ", warning.toString())
                : Paragraph.of("  ", "  ", warning.key() + ": " + warning.what() + ".");
    }

    private static String recommendation(List<String> advice) {
        StringBuilder text = new StringBuilder("\nRecommendation\n");
        for (int i = 0; i < advice.size(); i++) {
            String number = advice.size() == 1 ? "" : (i + 1) + ". ";
            text.append(Paragraph.of(number, " ".repeat(number.length()), advice.get(i)));
        }
        return text.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
