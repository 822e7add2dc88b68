package org.evalgap.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.evalgap.results.diagnosis.CauseDiagnosis;
import org.evalgap.results.diagnosis.Diagnosis;
import org.evalgap.results.diagnosis.Diagnosis.Findings;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.results.diagnosis.StatisticsFinding;
import org.evalgap.results.diagnosis.Tried;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.binding.Canonical;

/** A diagnosis as one JSON object, for programs: fractions of accuracy, causes by their stable ids. */
public final class DiagnosisJson {

    private DiagnosisJson() {}

    /** Names and meanings of what {@code leading_cause} can be, two lines each. */
    public static String causes() {
        return Arrays.stream(LeadingCause.values())
                .map(cause -> String.format("  %s%n      %s%n", cause.id(), cause.meaning()))
                .collect(Collectors.joining());
    }

    /**
     * @param study its name
     * @param diagnosis figures of the same trials
     */
    public static String of(String study, CauseDiagnosis cause, Diagnosis diagnosis) {
        Map<String, Object> object = new TreeMap<>();
        object.put("study", study);
        object.put("leading_cause", cause.cause().id());
        object.put("meaning", cause.cause().meaning());
        object.put("recommendation", recommendation(cause, diagnosis));
        object.put("trials", diagnosis.trials().size());
        cause.degradation().ifPresent(figure -> object.put("degradation", interval(figure)));
        cause.totalGap().ifPresent(figure -> object.put("total_gap", interval(figure)));
        Map<String, Object> candidates = new TreeMap<>();
        cause.candidates().forEach((each, cost) -> candidates.put(each.id(), interval(cost)));
        object.put("candidates", candidates);
        diagnosis.findings().ifPresent(findings -> addFindings(findings, object));
        return Canonical.json(object) + "\n";
    }

    private static List<String> recommendation(CauseDiagnosis cause, Diagnosis diagnosis) {
        List<String> texts = new ArrayList<>();
        texts.add(cause.cause().action());
        diagnosis.findings().ifPresent(findings -> findings.advice().forEach(each -> texts.add(AdviceText.of(each))));
        return texts;
    }

    private static void addFindings(Findings findings, Map<String, Object> object) {
        object.put("finished", findings.replicates());
        object.put("training_log_accuracy", interval(findings.seen()));
        object.put("eval_mode_accuracy", interval(findings.deployed()));
        Map<String, Object> shares = new TreeMap<>();
        findings.causes().forEach(share -> shares.put(Labels.of(share.factor()), interval(share.share())));
        object.put("shares", shares);
        object.put("statistics_causes", steps(findings.statistics()));
        object.put(
                "remedies",
                findings.remedies().stream().map(DiagnosisJson::remedy).toList());
    }

    private static Map<String, Object> steps(Optional<StatisticsFinding> statistics) {
        Map<String, Object> steps = new TreeMap<>();
        statistics.ifPresent(finding ->
                finding.parts().forEach(part -> steps.put(Labels.of(part.cause()), interval(part.lost()))));
        return steps;
    }

    private static Map<String, Object> remedy(Tried tried) {
        Map<String, Object> remedy = new TreeMap<>();
        remedy.put("name", tried.remedy().name());
        remedy.put("variant", RemedyText.full(tried.remedy()));
        remedy.put("recovered", interval(tried.recovered()));
        remedy.put("seconds", tried.seconds());
        return remedy;
    }

    /** Without interval where there is none: of one value, or without resampling. */
    private static Map<String, Object> interval(Estimate estimate) {
        Map<String, Object> interval = new TreeMap<>();
        interval.put("mean", estimate.mean());
        if (estimate.hasInterval()) {
            interval.put("lower", estimate.lower());
            interval.put("upper", estimate.upper());
        }
        return interval;
    }
}
