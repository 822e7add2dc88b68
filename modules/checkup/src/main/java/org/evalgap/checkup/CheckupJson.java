package org.evalgap.checkup;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evalgap.checkup.Outcomes.Half;
import org.evalgap.data.preprocessing.PreprocessingAlternative;
import org.evalgap.models.StateDict;
import org.evalgap.results.diagnosis.DiagnosisDocument;
import org.evalgap.results.diagnosis.DiagnosisDocument.Field;
import org.evalgap.results.diagnosis.DiagnosisDocument.Writer;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.Estimate;

/** What a check-up found as a {@link DiagnosisDocument}. */
final class CheckupJson {

    private CheckupJson() {}

    static String of(CheckupRequest request, Measured measured, Conclusion conclusion) {
        DiagnosisDocument document = new DiagnosisDocument(Writer.CHECKUP)
                .put(conclusion.cause())
                .put(Field.REASON, conclusion.reason())
                .put(Field.RECOMMENDATION, List.of(CheckupAdvice.of(conclusion)))
                .put(Field.INTERVALS_OVER, "images")
                .put(Field.TRAINING_LOG_ACCURACY, measured.trainingLog().estimate())
                .put(Field.EVAL_MODE_ACCURACY, measured.deployed().estimate())
                .put(Field.DEGRADATION, measured.degradation())
                .put(Field.TOTAL_GAP, measured.totalGap())
                .put(Field.SHARES, measured.shares())
                .put(Field.STATISTICS_CAUSES, steps(measured))
                .put(
                        Field.REMEDIES,
                        measured.remedies().stream()
                                .map(remedy -> remedy(measured, remedy))
                                .toList())
                .put(Field.MODEL, request.graph().toString())
                .put(Field.CHECKPOINT, checkpoint(request))
                .put(Field.NOTES, request.model().notes())
                .put(Field.IMAGES, images(request, measured))
                .put(
                        Field.NORMS,
                        measured.norms().stream().map(CheckupJson::norm).toList())
                .put(
                        Field.PREPROCESSING,
                        measured.alternatives().entrySet().stream()
                                .map(other -> alternative(measured, other.getKey(), other.getValue()))
                                .toList());
        measured.use()
                .ifPresent(use -> document.put(Field.DEPLOYED_ACCURACY, use.accuracy())
                        .put(
                                Field.WAYS,
                                measured.ways().stream()
                                        .map(way -> match(way.with(use)))
                                        .toList()));
        return document.json();
    }

    private static Map<String, Object> steps(Measured measured) {
        Map<String, Object> steps = new TreeMap<>();
        measured.lost().forEach((cause, lost) -> steps.put(name(cause), interval(lost)));
        return steps;
    }

    /** How a finished model's parts are called: three of them cannot be told apart once training is over. */
    static String name(StatisticsCause cause) {
        return cause == StatisticsCause.STALENESS ? "staleness_start_noise" : Labels.of(cause);
    }

    private static Map<String, Object> remedy(Measured measured, Remedy remedy) {
        return new TreeMap<>(Map.of(
                "name",
                remedy.kind().label(),
                "variant",
                remedy.kind().meaning(),
                "recovered",
                interval(remedy.outcomes()
                        .minus(measured.deployed(), Half.MEASURE)
                        .estimate())));
    }

    private static Map<String, Object> match(Way.Match match) {
        Map<String, Object> one = new TreeMap<>();
        one.put("name", match.way().name());
        one.put("cause", match.way().cause().id());
        one.put("accuracy", match.way().outcomes().accuracy());
        one.put("fits", match.fits());
        match.agreement().ifPresent(agreement -> one.put("agreement", agreement));
        match.expected().ifPresent(expected -> one.put("expected_agreement", expected));
        return one;
    }

    private static Map<String, Object> checkpoint(CheckupRequest request) {
        StateDict state = request.model().state();
        return new TreeMap<>(
                Map.of("file", request.weights().file().toString(), "part", state.part(), "prefix", state.prefix()));
    }

    private static Map<String, Object> images(CheckupRequest request, Measured measured) {
        return new TreeMap<>(Map.of(
                "source",
                request.images().name(),
                "evaluated",
                measured.deployed().images(),
                "skipped",
                measured.skipped().stream()
                        .map(each -> new TreeMap<>(
                                Map.of("source", each.source(), "image", each.image(), "reason", each.reason())))
                        .toList()));
    }

    private static Map<String, Object> alternative(
            Measured measured, PreprocessingAlternative other, Outcomes outcomes) {
        Map<String, Object> one = new TreeMap<>();
        one.put("name", other.name());
        one.put("accuracy", outcomes.accuracy());
        one.put("gained", interval(outcomes.minus(measured.deployed()).estimate()));
        Double fit = measured.fits().get(other.name());
        if (fit != null) {
            one.put("first_norm_distance", fit);
        }
        return one;
    }

    private static Map<String, Object> norm(NormFinding norm) {
        return new TreeMap<>(Map.of(
                "name", norm.name(),
                "initial", norm.initial(),
                "batches", norm.batches(),
                "mean_distance", norm.meanDistance(),
                "deviation_log_ratio", norm.deviationLogRatio()));
    }

    private static Map<String, Object> interval(Estimate estimate) {
        return DiagnosisDocument.interval(estimate);
    }
}
