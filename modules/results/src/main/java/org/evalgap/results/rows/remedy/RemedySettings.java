package org.evalgap.results.rows.remedy;

import org.evalgap.nn.Recalibration.Estimator;
import org.evalgap.results.protocol.Remedy;
import org.evalgap.results.schema.Column;
import org.evalgap.study.settings.RemediesConfig.Dropping;
import org.evalgap.study.settings.RemediesConfig.TransformSide;

/** A remedy as columns. */
public record RemedySettings(
        @Column(
                description =
                        "recalibration, train-mode-pass, ema-weights, ema-weights-recalibrated, ema-statistics, ema-all, mc-dropout, test-batch-statistics, example-weighing, eval-norm, retrain-head or train-on")
        String remedy,

        @Column(
                description =
                        "cumulative (plain average over batches) or population (law of total variance); absent unless recalibration",
                nullable = true)
        Estimator estimator,

        @Column(
                description = "Training images that recalibration or a TRAIN-mode pass used; absent for other remedies",
                unit = "images",
                nullable = true)
        Integer samples,

        @Column(
                description = "Transform of the training images it used: train or eval; absent if it used none",
                nullable = true)
        TransformSide transform,

        @Column(
                description = "Whether dropout dropped meanwhile: on or off; absent if no image passed",
                nullable = true)
        Dropping dropout,

        @Column(
                description =
                        "Whether each image is evaluated with the statistics of its own input domain; absent unless recalibration",
                nullable = true)
        Boolean ownDomain,

        @Column(
                description = "Weight of the past at each step of an exponential average; absent for other remedies",
                nullable = true)
        Double decay,

        @Column(description = "Passes averaged by MC dropout; absent for other remedies", nullable = true)
        Integer passes,

        @Column(description = "Epochs of re-training; absent for other remedies", unit = "epochs", nullable = true)
        Integer epochs,

        TestStatistics testStatistics) {

    private RemedySettings(
            String remedy,
            Estimator estimator,
            Integer samples,
            TransformSide transform,
            Dropping dropout,
            Boolean ownDomain,
            Double decay,
            Integer passes,
            Integer epochs) {
        this(remedy, estimator, samples, transform, dropout, ownDomain, decay, passes, epochs, TestStatistics.NONE);
    }

    /** The columns of a remedy. */
    public static RemedySettings of(Remedy done) {
        if (done instanceof Remedy.Recalibrated to) {
            return new RemedySettings(
                    done.name(),
                    to.estimator(),
                    to.images(),
                    to.transform(),
                    to.dropout(),
                    to.ownDomain(),
                    null,
                    null,
                    null);
        } else if (done instanceof Remedy.TrainModePass pass) {
            return new RemedySettings(
                    done.name(), null, pass.images(), TransformSide.TRAIN, Dropping.ON, null, null, null, null);
        } else if (done instanceof Remedy.ExponentiallyAveraged averaged) {
            boolean recalibrated = averaged.part() == Remedy.Averaged.WEIGHTS_RECALIBRATED;
            return new RemedySettings(
                    done.name(),
                    null,
                    null,
                    recalibrated ? TransformSide.TRAIN : null,
                    recalibrated ? Dropping.ON : null,
                    null,
                    averaged.decay(),
                    null,
                    null);
        } else if (done instanceof Remedy.DropoutPasses dropout) {
            return new RemedySettings(done.name(), null, null, null, Dropping.ON, null, null, dropout.passes(), null);
        } else if (done instanceof Remedy.TestBatchStatistics batch) {
            return of(done, new TestStatistics(batch.images(), batch.pseudoCount(), null));
        } else if (done instanceof Remedy.ExampleWeighing example) {
            return of(done, new TestStatistics(null, null, example.weight()));
        } else if (done instanceof Remedy.EvalNorm rule) {
            return of(done, new TestStatistics(rule.images(), null, rule.weight()));
        }
        int epochs = done instanceof Remedy.TrainedOn more ? more.epochs() : ((Remedy.Retrained) done).epochs();
        return new RemedySettings(done.name(), null, null, TransformSide.EVAL, Dropping.ON, null, null, null, epochs);
    }

    private static RemedySettings of(Remedy done, TestStatistics blended) {
        return new RemedySettings(done.name(), null, null, null, null, null, null, null, null, blended);
    }

    /** The remedy that has these columns. */
    public Remedy toRemedy() {
        return switch (remedy) {
            case "recalibration" -> new Remedy.Recalibrated(estimator, samples, transform, dropout, ownDomain);
            case "train-mode-pass" -> new Remedy.TrainModePass(samples);
            case "mc-dropout" -> new Remedy.DropoutPasses(passes);
            case "test-batch-statistics" ->
                new Remedy.TestBatchStatistics(testStatistics.together(), testStatistics.pseudoCount());
            case "example-weighing" -> new Remedy.ExampleWeighing(testStatistics.exampleWeight());
            case "eval-norm" -> new Remedy.EvalNorm(testStatistics.together());
            case "retrain-head" -> new Remedy.Retrained(epochs);
            case "train-on" -> new Remedy.TrainedOn(epochs);
            default -> new Remedy.ExponentiallyAveraged(Remedy.Averaged.labelled(remedy), decay);
        };
    }
}
