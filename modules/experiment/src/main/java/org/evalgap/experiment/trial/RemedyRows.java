package org.evalgap.experiment.trial;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evalgap.experiment.attribution.Bootstrap;
import org.evalgap.experiment.attribution.McNemar;
import org.evalgap.experiment.evaluation.ImageOutcomes;
import org.evalgap.experiment.evaluation.McDropout;
import org.evalgap.experiment.remedy.Treated;
import org.evalgap.experiment.remedy.Treated.Score;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.study.plan.Trial;

/** The rows that the remedies of one trial leave. */
final class RemedyRows {

    /** A smaller gap has no shares worth a number. */
    private static final double SMALLEST_GAP = 0.005;

    private final Trial trial;
    private final double trainingLog;
    private final ImageOutcomes deployed;
    private final Optional<Bootstrap> bootstrap;

    private RemedyRows(Trial trial, double trainingLog, ImageOutcomes deployed, Optional<Bootstrap> bootstrap) {
        this.trial = trial;
        this.trainingLog = trainingLog;
        this.deployed = deployed;
        this.bootstrap = bootstrap;
    }

    /**
     * @param treated what the remedies did
     * @param trainingLog accuracy that the training log shows
     * @param deployed answers of the network without a remedy
     * @param resamples of each bootstrap interval; 0 for none
     */
    static List<RemedyRow> of(
            Trial trial, List<Treated> treated, double trainingLog, ImageOutcomes deployed, int resamples) {
        List<ImageOutcomes> compared = Stream.concat(
                        Stream.of(deployed), treated.stream().flatMap(each -> each.outcomes().stream()))
                .toList();
        Optional<Bootstrap> bootstrap = resamples == 0 || compared.size() == 1
                ? Optional.empty()
                : Optional.of(new Bootstrap(compared, resamples, trial.seed().child("remedy bootstrap")));
        RemedyRows rows = new RemedyRows(trial, trainingLog, deployed, bootstrap);
        return treated.stream().map(rows::row).toList();
    }

    private RemedyRow row(Treated treated) {
        Remedy remedy = treated.remedy();
        Optional<Remedy.Recalibrated> recalibrated = as(Remedy.Recalibrated.class, remedy);
        Score before = treated.before();
        Optional<Score> after = treated.after();
        Optional<Bootstrap.Range> interval =
                treated.outcomes().flatMap(outcomes -> bootstrap.map(resampled -> interval(resampled, outcomes)));
        return new RemedyRow(
                trial.id(),
                trial.cellId(),
                trial.replicate(),
                remedy.name(),
                recalibrated.map(done -> label(done.estimator())).orElse(null),
                recalibrated.map(Remedy.Recalibrated::images).orElse(null),
                transform(remedy),
                dropout(remedy),
                recalibrated.map(Remedy.Recalibrated::ownDomain).orElse(null),
                as(Remedy.ExponentiallyAveraged.class, remedy)
                        .map(Remedy.ExponentiallyAveraged::decay)
                        .orElse(null),
                as(Remedy.DropoutPasses.class, remedy)
                        .map(Remedy.DropoutPasses::passes)
                        .orElse(null),
                as(Remedy.Retrained.class, remedy).map(Remedy.Retrained::epochs).orElse(null),
                treated.domain(),
                before.images(),
                before.accuracy(),
                after.map(Score::accuracy).orElse(null),
                before.loss(),
                after.map(Score::loss).orElse(null),
                before.calibrationError().orElseThrow(),
                after.map(score -> boxed(score.calibrationError())).orElse(null),
                interval.map(Bootstrap.Range::lower).orElse(null),
                interval.map(Bootstrap.Range::upper).orElse(null),
                treated.outcomes().map(this::mcNemar).orElse(null),
                treated.domain().equals("all")
                        ? after.map(score -> recovered(before, score)).orElse(null)
                        : null,
                uncertainty(treated, McDropout.Result::predictiveEntropy),
                uncertainty(treated, McDropout.Result::mutualInformation),
                uncertainty(treated, result -> boxed(result.variance())),
                uncertainty(treated, result -> boxed(result.errorsByEntropy())),
                uncertainty(treated, result -> boxed(result.errorsByMutualInformation())),
                treated.seconds(),
                treated.images());
    }

    private Bootstrap.Range interval(Bootstrap resampled, ImageOutcomes after) {
        double[] differences = new double[resampled.resamples()];
        for (int r = 0; r < differences.length; r++) {
            differences[r] = resampled.accuracy(r, after) - resampled.accuracy(r, deployed);
        }
        return Bootstrap.Range.of(differences);
    }

    private double mcNemar(ImageOutcomes after) {
        int onlyAfter = 0;
        int onlyBefore = 0;
        for (int image = 0; image < after.images(); image++) {
            boolean right = after.rightFirst(image);
            boolean wasRight = deployed.rightFirst(image);
            onlyAfter += right && !wasRight ? 1 : 0;
            onlyBefore += wasRight && !right ? 1 : 0;
        }
        return McNemar.probability(onlyAfter, onlyBefore);
    }

    private Double recovered(Score before, Score after) {
        double gap = trainingLog - before.accuracy();
        return gap < SMALLEST_GAP ? null : (after.accuracy() - before.accuracy()) / gap;
    }

    private static String transform(Remedy remedy) {
        if (remedy instanceof Remedy.Recalibrated recalibrated) {
            return label(recalibrated.transform());
        } else if (remedy instanceof Remedy.ExponentiallyAveraged averaged) {
            return averaged.part() == Remedy.Averaged.WEIGHTS_RECALIBRATED ? "train" : null;
        }
        return remedy instanceof Remedy.Retrained ? "eval" : null;
    }

    private static String dropout(Remedy remedy) {
        if (remedy instanceof Remedy.Recalibrated recalibrated) {
            return label(recalibrated.dropout());
        } else if (remedy instanceof Remedy.ExponentiallyAveraged averaged) {
            return averaged.part() == Remedy.Averaged.WEIGHTS_RECALIBRATED ? "on" : null;
        }
        return "on";
    }

    private static Double uncertainty(Treated treated, Function<McDropout.Result, Double> figure) {
        return treated.uncertainty().map(figure).orElse(null);
    }

    private static <T> Optional<T> as(Class<T> type, Remedy remedy) {
        return Optional.of(remedy).filter(type::isInstance).map(type::cast);
    }

    private static String label(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
