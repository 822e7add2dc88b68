package org.evalgap.experiment.trial;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.evalgap.experiment.attribution.Bootstrap;
import org.evalgap.experiment.evaluation.ImageOutcomes;
import org.evalgap.experiment.remedy.Treated;
import org.evalgap.experiment.remedy.Treated.Score;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.RemedyRow;
import org.evalgap.results.rows.TrialKey;
import org.evalgap.results.rows.remedy.RemedySettings;
import org.evalgap.results.statistics.Estimate;
import org.evalgap.results.statistics.ImageBlocks;
import org.evalgap.results.statistics.McNemar;
import org.evalgap.study.plan.Trial;

/** The rows that the remedies of one trial leave. */
final class RemedyRows {

    /** A smaller degradation has no shares worth a number. */
    private static final double SMALLEST_DEGRADATION = 0.005;

    private final Trial trial;
    private final double trainMode;
    private final ImageOutcomes deployed;
    private final Optional<Bootstrap> bootstrap;

    private RemedyRows(Trial trial, double trainMode, ImageOutcomes deployed, Optional<Bootstrap> bootstrap) {
        this.trial = trial;
        this.trainMode = trainMode;
        this.deployed = deployed;
        this.bootstrap = bootstrap;
    }

    /**
     * @param treated what the remedies did
     * @param trainMode accuracy on the test split in TRAIN mode
     * @param deployed answers of the network without a remedy
     * @param resamples of each bootstrap interval; 0 for none
     */
    static List<RemedyRow> of(
            Trial trial, List<Treated> treated, double trainMode, ImageOutcomes deployed, int resamples) {
        List<ImageOutcomes> compared = Stream.concat(
                        Stream.of(deployed), treated.stream().flatMap(each -> each.outcomes().stream()))
                .toList();
        Optional<Bootstrap> bootstrap = resamples == 0 || compared.size() == 1
                ? Optional.empty()
                : Optional.of(new Bootstrap(compared, resamples, trial.seed().child("remedy bootstrap")));
        RemedyRows rows = new RemedyRows(trial, trainMode, deployed, bootstrap);
        return treated.stream().map(rows::row).toList();
    }

    private RemedyRow row(Treated treated) {
        Score before = treated.before();
        Optional<Score> after = treated.after();
        Optional<Estimate> difference = treated.outcomes()
                .flatMap(outcomes -> bootstrap.map(resampled ->
                        resampled.difference(after.orElseThrow().accuracy() - before.accuracy(), outcomes, deployed)));
        return new RemedyRow(
                TrialKey.of(trial),
                RemedySettings.of(treated.remedy()),
                treated.domain(),
                before.images(),
                before.accuracy(),
                after.map(Score::accuracy).orElse(null),
                before.loss(),
                after.map(Score::loss).orElse(null),
                before.calibrationError().orElseThrow(),
                after.map(score -> boxed(score.calibrationError())).orElse(null),
                difference.map(Estimate::lower).orElse(null),
                difference.map(Estimate::upper).orElse(null),
                treated.outcomes().map(this::mcNemar).orElse(null),
                treated.domain() == Domain.ALL
                        ? after.map(score -> recovered(before, score)).orElse(null)
                        : null,
                treated.uncertainty(),
                treated.seconds(),
                treated.images(),
                ofAll(treated).flatMap(with -> byBlock(deployed)).orElse(null),
                ofAll(treated).flatMap(RemedyRows::byBlock).orElse(null));
    }

    private static Optional<ImageOutcomes> ofAll(Treated treated) {
        return treated.domain() == Domain.ALL ? treated.outcomes() : Optional.empty();
    }

    private static Optional<String> byBlock(ImageOutcomes outcomes) {
        return outcomes.accuracyByBlock().map(ImageBlocks::text);
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
        double degradation = trainMode - before.accuracy();
        return degradation < SMALLEST_DEGRADATION ? null : (after.accuracy() - before.accuracy()) / degradation;
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
