package org.evalgap.report;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.evalgap.results.diagnosis.CauseDiagnosis;
import org.evalgap.results.diagnosis.Diagnosis;
import org.evalgap.results.diagnosis.Diagnosis.Findings;
import org.evalgap.results.diagnosis.DiagnosisDocument;
import org.evalgap.results.diagnosis.DiagnosisDocument.Field;
import org.evalgap.results.diagnosis.DiagnosisDocument.Writer;
import org.evalgap.results.diagnosis.Tried;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.statistics.Estimate;

/** The diagnosis of a study's network as a {@link DiagnosisDocument}. */
public final class DiagnosisJson {

    private DiagnosisJson() {}

    /**
     * @param study its name
     * @param diagnosis figures of the same trials
     */
    public static String of(String study, CauseDiagnosis cause, Diagnosis diagnosis) {
        DiagnosisDocument document = new DiagnosisDocument(Writer.DIAGNOSE)
                .put(Field.STUDY, study)
                .put(cause.cause())
                .put(Field.RECOMMENDATION, RecommendationText.of(cause, diagnosis))
                .put(Field.TRIALS, diagnosis.trials().size())
                .put(Field.CANDIDATES, cause.candidates());
        cause.degradation().ifPresent(figure -> document.put(Field.DEGRADATION, figure));
        cause.totalGap().ifPresent(figure -> document.put(Field.TOTAL_GAP, figure));
        diagnosis.findings().ifPresent(findings -> addFindings(findings, document));
        return document.json();
    }

    private static void addFindings(Findings findings, DiagnosisDocument document) {
        Map<Factor, Estimate> shares = new EnumMap<>(Factor.class);
        findings.causes().forEach(share -> shares.put(share.factor(), share.share()));
        Map<StatisticsCause, Estimate> steps = new EnumMap<>(StatisticsCause.class);
        findings.statistics()
                .ifPresent(finding -> finding.parts().forEach(part -> steps.put(part.cause(), part.lost())));
        document.put(Field.FINISHED, findings.replicates())
                .put(Field.INTERVALS_OVER, findings.replicates() == 1 ? "images" : "replicates")
                .put(Field.TRAINING_LOG_ACCURACY, findings.seen())
                .put(Field.EVAL_MODE_ACCURACY, findings.deployed())
                .put(Field.SHARES, shares)
                .put(Field.STATISTICS_CAUSES, steps)
                .put(
                        Field.REMEDIES,
                        findings.remedies().stream().map(DiagnosisJson::remedy).toList());
    }

    private static Map<String, Object> remedy(Tried tried) {
        Map<String, Object> remedy = new TreeMap<>();
        remedy.put("name", tried.remedy().name());
        remedy.put("variant", RemedyText.full(tried.remedy()));
        remedy.put("recovered", DiagnosisDocument.interval(tried.recovered()));
        remedy.put("seconds", tried.seconds());
        return remedy;
    }
}
