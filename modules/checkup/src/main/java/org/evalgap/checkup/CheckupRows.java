package org.evalgap.checkup;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.evalgap.data.preprocessing.PreprocessingAlternative;
import org.evalgap.data.source.ImageSource;
import org.evalgap.data.tools.Sha256;
import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.nn.kernel.NativeBackend;
import org.evalgap.nn.program.Mode;
import org.evalgap.results.layers.DropoutShift;
import org.evalgap.results.layers.LayerFigures;
import org.evalgap.results.layers.NormStatistics;
import org.evalgap.results.protocol.Factor;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.protocol.Remedy.Recalibrated;
import org.evalgap.results.protocol.StatisticsCause;
import org.evalgap.results.protocol.StatisticsState;
import org.evalgap.results.rows.AttributionRow;
import org.evalgap.results.rows.CellSettings;
import org.evalgap.results.rows.ComparisonRow;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.FindingRow;
import org.evalgap.results.rows.LayerRow;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.SkippedImageRow;
import org.evalgap.results.rows.StatisticsCauseRow;
import org.evalgap.results.rows.StatisticsDistanceRow;
import org.evalgap.results.rows.TrialKey;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.rows.TrialStatus;
import org.evalgap.results.rows.remedy.RemedySettings;
import org.evalgap.results.rows.remedy.Uncertainty;
import org.evalgap.results.schema.Labels;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.study.binding.Canonical;
import org.evalgap.study.plan.EngineVersion;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;

/** A check-up as one trial of a study of one cell: whatever of it has a place in the tables. */
final class CheckupRows {

    private static final String STUDY = "checkup";
    private static final int ID_DIGITS = 32;

    /** Degradations below this leave no share that could be recovered. */
    private static final double SMALLEST_DEGRADATION = 0.005;

    private final CheckupRequest request;
    private final Measured measured;
    private final Conclusion conclusion;
    private final TrialKey key;
    private final String fingerprint;

    private CheckupRows(CheckupRequest request, Measured measured, Conclusion conclusion) {
        this.request = request;
        this.measured = measured;
        this.conclusion = conclusion;
        fingerprint = fingerprint();
        String cell = id("cell " + settings());
        key = new TrialKey(id(cell + fingerprint), cell, 0);
    }

    /** @param seconds that it took */
    static TrialResult of(
            CheckupRequest request, Measured measured, Conclusion conclusion, Instant start, double seconds) {
        return new CheckupRows(request, measured, conclusion).result(start, seconds);
    }

    private TrialResult result(Instant start, double seconds) {
        return new TrialResult(
                trial(start, seconds),
                List.of(),
                evaluations(),
                comparisons(),
                attribution(),
                List.of(),
                remedies(),
                layers(),
                causes(),
                distances(),
                List.of(),
                measured.skipped().stream()
                        .map(each -> new SkippedImageRow(key, each.source(), each.image(), each.reason()))
                        .toList(),
                List.of(new FindingRow(
                        key,
                        conclusion.cause().id(),
                        conclusion.reason(),
                        CheckupAdvice.of(conclusion),
                        measured.degradation(),
                        measured.totalGap())));
    }

    private TrialRow trial(Instant start, double seconds) {
        Map<String, String> axes = new TreeMap<>(Map.of("model", request.graph().toString(), "weights", weights()));
        return new TrialRow(
                key.trialId(),
                key.cellId(),
                "model=" + request.graph().getFileName() + ", weights=" + weights(),
                key.replicate(),
                STUDY,
                TrialStatus.OK,
                null,
                new CellSettings(
                        request.graph().getFileName().toString(),
                        measured.norms().isEmpty() ? null : "batch",
                        null,
                        null,
                        request.trainingBatchSize(),
                        measured.composition().label(),
                        request.preprocessing().train().isPresent() ? "train-and-eval" : "eval",
                        null,
                        null),
                0,
                settings(),
                0,
                parameters(),
                0,
                null,
                0,
                seconds,
                request.images().name(),
                fingerprint,
                EngineVersion.CURRENT,
                NativeBackend.numericsProfile(),
                host(),
                start,
                Canonical.json(axes),
                chanceLevel(),
                null,
                null,
                null,
                null);
    }

    private String weights() {
        String file = request.weights().file().toString();
        String part = request.model().state().part();
        return part.isEmpty() ? file : file + " " + part;
    }

    private String settings() {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("model", request.graph().toString());
        settings.put("weights", weights());
        settings.put("data", request.images().name());
        request.trainingImages().ifPresent(images -> settings.put("train-data", images.name()));
        settings.put("training-batch-size", request.trainingBatchSize());
        settings.put("composition", measured.composition().label());
        settings.put("preprocessing", request.preprocessing().toString());
        return Canonical.json(settings);
    }

    private long parameters() {
        return request.model().values().entrySet().stream()
                .filter(entry ->
                        !entry.getKey().contains("running_") && !entry.getKey().endsWith("num_batches_tracked"))
                .mapToLong(entry -> entry.getValue().length)
                .sum();
    }

    private double chanceLevel() {
        int[] images = new int[measured.classes()];
        measured.deployed().seen().stream().forEach(i -> images[request.images().label(i)]++);
        double most = Arrays.stream(images).max().orElse(0);
        return Math.max(1.0 / measured.classes(), most / measured.deployed().images());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /** Of the images' names and labels and of what EVAL mode makes of each, which no other content would give. */
    private String fingerprint() {
        MessageDigest digest = Sha256.digest();
        ImageSource images = request.images();
        ByteBuffer bytes = ByteBuffer.allocate(2 * Integer.BYTES);
        for (int i = 0; i < images.size(); i++) {
            digest.update(images.nameOf(i).getBytes(StandardCharsets.UTF_8));
            bytes.clear();
            bytes.putInt(images.label(i)).putFloat(measured.deployed().losses()[i]);
            digest.update(bytes.array());
        }
        return Sha256.hex(digest);
    }

    private static String id(String content) {
        return Sha256.hex((EngineVersion.CURRENT + " " + content).getBytes(StandardCharsets.UTF_8))
                .substring(0, ID_DIGITS);
    }

    private List<EvaluationRow> evaluations() {
        List<EvaluationRow> rows = new ArrayList<>();
        Corner.over(measured.factors()).stream()
                .filter(corner -> corner.has(Factor.PREPROCESSING))
                .forEach(corner -> rows.add(evaluation(
                        protocol(corner).label(), corner, measured.corners().get(corner))));
        measured.alternatives()
                .forEach((other, outcomes) -> rows.add(evaluation(evaluationName(other), Corner.DEPLOYED, outcomes)));
        measured.remedies().stream()
                .filter(remedy -> remedy.kind() == Remedy.Kind.OWN_IMAGES)
                .forEach(remedy ->
                        rows.add(evaluation("statistics of the images in use", Corner.DEPLOYED, remedy.outcomes())));
        return rows;
    }

    private static String evaluationName(PreprocessingAlternative other) {
        return "preprocessing " + other.name();
    }

    private static Protocol protocol(Corner corner) {
        int changed = 0;
        for (Factor factor : Factor.OF_TRIALS) {
            changed |= corner.has(factor) ? factor.bit() : 0;
        }
        return Factor.corner(changed);
    }

    private EvaluationRow evaluation(String name, Corner corner, Outcomes outcomes) {
        boolean together = corner.mode().statistics() == Mode.Statistics.BATCH;
        return new EvaluationRow(
                key,
                name,
                protocol(corner),
                Domain.ALL,
                together ? request.trainingBatchSize() : measured.evaluationBatch(),
                "final",
                1,
                outcomes.images(),
                outcomes.accuracy(),
                null,
                outcomes.loss(),
                outcomes.calibrationError(),
                null,
                outcomes.accuracyByBlock());
    }

    /** The modes, together and one by one, and the transforms: each against the way of use, on the images in use. */
    private List<ComparisonRow> comparisons() {
        List<ComparisonRow> rows = new ArrayList<>();
        rows.add(comparison("modes", Factor.STATISTICS, Factor.DROPOUT));
        measured.factors().stream()
                .filter(factor -> factor != Factor.SPLIT)
                .forEach(factor -> rows.add(comparison(Labels.of(factor), factor)));
        return rows;
    }

    private ComparisonRow comparison(String name, Factor... asInTraining) {
        Corner corner = Corner.without(asInTraining);
        Outcomes.Difference difference = measured.corners().get(corner).minus(measured.deployed());
        return new ComparisonRow(
                key,
                name,
                Protocol.Split.TEST,
                corner.has(Factor.PREPROCESSING)
                        ? protocol(corner).label()
                        : evaluationName(conclusion.preprocessing().orElseThrow()),
                protocol(Corner.DEPLOYED).label(),
                difference.images(),
                difference.estimate(),
                difference.won(),
                difference.lost(),
                difference.chance());
    }

    private List<AttributionRow> attribution() {
        Map<Factor, Estimate> shares = measured.shares();
        double log = measured.trainingLog().accuracy();
        List<Factor> factors = measured.factors();
        return factors.stream()
                .map(factor -> new AttributionRow(
                        key,
                        factor,
                        shares.get(factor),
                        log
                                - accuracy(factors.stream()
                                        .filter(other -> other != factor)
                                        .toList()),
                        accuracy(List.of(factor)) - measured.deployed().accuracy(),
                        measured.totalGap().mean(),
                        null))
                .toList();
    }

    private double accuracy(List<Factor> asInTraining) {
        return measured.corners().get(Corner.trainingLog(asInTraining)).accuracy();
    }

    private List<RemedyRow> remedies() {
        return measured.remedies().stream()
                .flatMap(remedy -> recalibrated(remedy.kind()).map(done -> row(remedy, done)).stream())
                .toList();
    }

    /** Empty for what is no recalibration on training images. */
    private Optional<Recalibrated> recalibrated(Remedy.Kind kind) {
        int images = measured.statisticsImages();
        return Optional.ofNullable(
                switch (kind) {
                    case UPDATE_BN ->
                        new Recalibrated(Estimator.CUMULATIVE, images, TransformSide.TRAIN, Dropping.ON, false);
                    case POPULATION ->
                        new Recalibrated(Estimator.POPULATION, images, TransformSide.TRAIN, Dropping.ON, false);
                    case EVAL_PATH ->
                        new Recalibrated(Estimator.POPULATION, images, TransformSide.EVAL, Dropping.OFF, false);
                    case OWN_IMAGES, PER_BATCH -> null;
                });
    }

    private RemedyRow row(Remedy remedy, Recalibrated done) {
        Outcomes before = measured.deployed();
        Estimate gained = remedy.outcomes().minus(before).estimate();
        double degradation = measured.degradation().mean();
        return new RemedyRow(
                key,
                RemedySettings.of(done),
                Domain.ALL,
                before.images(),
                before.accuracy(),
                remedy.outcomes().accuracy(),
                before.loss(),
                remedy.outcomes().loss(),
                before.calibrationError(),
                remedy.outcomes().calibrationError(),
                gained.lower(),
                gained.upper(),
                null,
                degradation < SMALLEST_DEGRADATION ? null : (Double) (gained.mean() / degradation),
                Uncertainty.NONE,
                remedy.seconds(),
                done.images(),
                before.accuracyByBlock(),
                remedy.outcomes().accuracyByBlock());
    }

    private List<StatisticsCauseRow> causes() {
        StatisticsState state = measured.allInitial() ? StatisticsState.INITIAL : StatisticsState.UPDATED;
        Map<StatisticsCause, Estimate> lost = measured.lost();
        List<StatisticsCauseRow> rows = new ArrayList<>();
        double loss = measured.deployed().loss();
        for (Map.Entry<StatisticsCause, Outcomes> step : measured.steps().entrySet()) {
            Outcomes without = step.getValue();
            rows.add(new StatisticsCauseRow(
                    key,
                    step.getKey(),
                    lost.get(step.getKey()),
                    loss - without.loss(),
                    without.accuracy(),
                    null,
                    state));
            loss = without.loss();
        }
        return rows;
    }

    /** Stored statistics against those of the training images on the path of use, or of those in use if there are no others. */
    private List<LayerRow> layers() {
        return measured.norms().stream()
                .map(norm -> new LayerRow(
                        key,
                        0,
                        0,
                        new LayerFigures(
                                norm.layer(),
                                "batch",
                                norm.channels(),
                                null,
                                statistics(norm),
                                DropoutShift.NONE,
                                null,
                                null,
                                norm.name())))
                .toList();
    }

    private static NormStatistics statistics(NormFinding norm) {
        Double momentum = norm.momentum().isPresent() ? (Double) norm.momentum().getAsDouble() : null;
        return new NormStatistics(
                momentum,
                norm.batches(),
                null,
                null,
                null,
                norm.meanDistance(),
                norm.varianceLogRatio(),
                // A variance's logarithm is twice that of its deviation.
                2 * norm.deviationLogRatio(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private List<StatisticsDistanceRow> distances() {
        return measured.norms().stream()
                .map(norm -> new StatisticsDistanceRow(
                        key, norm.layer(), null, norm.meanDistance(), 2 * norm.deviationLogRatio()))
                .toList();
    }
}
