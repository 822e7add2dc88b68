package org.evalgap.study.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evalgap.data.DatasetFacts;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.Transform;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.study.check.Warning.Severity;
import org.evalgap.study.settings.NetworkConfig;
import org.evalgap.study.settings.TrainingConfig;
import org.evalgap.study.settings.TrialConfig;

/** Finds in one trial's configuration what is known to make training and evaluation differ. */
public final class ConfigurationCheck {

    /** Images in a batch up to which its statistics are called few. */
    private static final int FEW_IMAGES = 4;

    /** Weight of the start in the running statistics above which they are called unconverged. */
    private static final double START_WEIGHT = 0.01;

    /** Noise of running means, in standard deviations of their channel, above which it is called large. */
    private static final double MEAN_NOISE = 0.1;

    private final NetworkConfig network;
    private final TrainingConfig training;
    private final TransformPair augmentation;
    private final DatasetFacts facts;
    private final NetworkSpec spec;
    private final List<NormFacts> norms;
    private final List<Warning> found = new ArrayList<>();

    private ConfigurationCheck(TrialConfig trial, DatasetFacts facts) {
        this.network = trial.network();
        this.training = trial.training();
        this.augmentation = trial.augmentation();
        this.facts = facts;
        this.spec = trial.spec(facts);
        this.norms = NormFacts.of(spec);
    }

    /**
     * Checks a trial that {@link org.evalgap.study.reading.StudyValidator} has let pass.
     *
     * @return warnings ahead of what is only good to know; at most one of each kind
     * @throws org.evalgap.nn.graph.ShapeException if the network does not fit the dataset
     */
    public static List<Warning> of(TrialConfig trial, DatasetFacts facts) {
        ConfigurationCheck check = new ConfigurationCheck(trial, facts);
        check.checkBatches();
        check.checkRunningStatistics();
        check.checkDropout();
        check.checkComposition();
        check.checkTransforms();
        check.checkWeightDecay();
        return check.found.stream()
                .sorted((one, other) -> one.severity().compareTo(other.severity()))
                .toList();
    }

    private void checkBatches() {
        norms.stream()
                .filter(norm -> norm.values(training.batchSize()) == 1)
                .findFirst()
                .ifPresent(norm -> warn(
                        "training.batch-size",
                        "BatchNorm in layer " + norm.layer() + " has one value per channel",
                        "The difference of a value to its own mean is 0 whatever the image; PyTorch refuses it in "
                                + "training",
                        "Take batches of at least 2 images, or a norm that does not use the batch"));
        norms.stream()
                .filter(norm ->
                        norm.values(training.batchSize()) > 1 && norm.imagesPerSet(training.batchSize()) <= FEW_IMAGES)
                .min((one, other) -> Integer.compare(one.pixels(), other.pixels()))
                .ifPresent(this::warnOfFewValues);
        checkLastBatch();
    }

    private void warnOfFewValues(NormFacts norm) {
        int values = norm.values(training.batchSize());
        warn(
                norm.norm().ghostBatchSize() > 0 ? "network.layers" : "training.batch-size",
                text(
                        "BatchNorm in layer %d normalizes with the statistics of %d images, %d values per channel",
                        norm.layer(), norm.imagesPerSet(training.batchSize()), values),
                text(
                        "In training no normalized value can exceed √(%d − 1) = %.2f, in EVAL any can; and noise of so "
                                + "few values stays in the weights, which recalibration does not repair",
                        values, Math.sqrt(values - 1.0)),
                "Take larger batches, or GroupNorm");
    }

    private void checkLastBatch() {
        int size = training.batchSize();
        int last = training.lastBatch(facts.trainImages());
        boolean ragged = !(training.composition() instanceof BatchComposition.OnePerClass) && last > 0;
        if (ragged && !norms.isEmpty() && last * 4 <= size) {
            warn(
                    "training.batch-size",
                    "the last batch of an epoch has " + last + " of " + size + " images",
                    "Its statistics move the running ones as much as a full batch's do, and they are the last to",
                    "Set drop-last = true, or take a batch size that divides the " + facts.trainImages()
                            + " training images");
        }
    }

    private void checkRunningStatistics() {
        Optional<NormFacts> cumulative =
                norms.stream().filter(norm -> norm.norm().cumulative()).findFirst();
        cumulative.ifPresent(norm -> warn(
                "network.batch-norm-momentum",
                "running statistics are plain averages over all batches",
                "Batches of the first, untrained weights count as much as the last ones",
                "Recalibrate after training, or take a momentum"));
        long steps = training.steps(training.stepsPerEpoch(facts.trainImages()));
        norms.stream()
                .max((one, other) -> Double.compare(startWeight(one, steps), startWeight(other, steps)))
                .filter(norm -> startWeight(norm, steps) > START_WEIGHT)
                .ifPresent(norm -> warn(
                        "network.batch-norm-momentum",
                        text(
                                "after %d steps at momentum %s the running statistics are still %.1f %% of what they "
                                        + "started from",
                                steps, norm.norm().momentum(), 100 * startWeight(norm, steps)),
                        "They started at mean 0 and variance 1, which no batch had: (1 − momentum) to the power of "
                                + "the updates is what is left",
                        "Raise the momentum, train longer, or recalibrate"));
        int size = training.batchSize();
        norms.stream()
                .max((one, other) ->
                        Double.compare(one.meanNoise(one.values(size)), other.meanNoise(other.values(size))))
                .filter(norm -> norm.meanNoise(norm.values(size)) > MEAN_NOISE)
                .ifPresent(norm -> warn(
                        "network.batch-norm-momentum",
                        text(
                                "running means at momentum %s over batches of %d values scatter by at least %.2f "
                                        + "standard deviations",
                                norm.norm().momentum(), norm.values(size), norm.meanNoise(norm.values(size))),
                        "They average over so few values: √(momentum / ((2 − momentum) · values)), more where the "
                                + "values of an image are alike",
                        "Lower the momentum, take larger batches, or recalibrate"));
    }

    private double startWeight(NormFacts norm, long steps) {
        return norm.startWeight(norm.updates(steps, training.batchSize()));
    }

    private void checkDropout() {
        norms.stream()
                .filter(norm -> norm.dropoutAhead().isPresent())
                .findFirst()
                .ifPresent(norm -> warnOfDropoutAhead(norm, norm.dropoutAhead().get()));
        spec.forEachLayer((index, layer, input) -> {
            if (layer instanceof LayerSpec.Dropout dropout && !dropout.rescale() && dropout.probability() > 0) {
                warn(
                        "network.layers",
                        "dropout in layer " + index + " does not rescale what it keeps",
                        text(
                                "With dropout off its output is %.2f times that of training on average",
                                1 / (1 - dropout.probability())),
                        "Set rescale = true, as PyTorch does");
            }
        });
    }

    private void warnOfDropoutAhead(NormFacts norm, LayerSpec.Dropout dropout) {
        double kept = 1 - dropout.probability();
        warn(
                network instanceof NetworkConfig.Cnn ? "network.dropout-place" : "network.dropout",
                text("dropout of %s stands ahead of BatchNorm in layer %d", dropout.probability(), norm.layer()),
                text(
                        "Dropout widens what the norm sees in training: with dropout off, the variance of a zero-mean "
                                + "input is %.2f of what the running statistics hold, less after a ReLU",
                        kept),
                "Move dropout behind the last norm, or recalibrate with dropout off");
    }

    private void checkComposition() {
        if (norms.isEmpty() || training.composition() instanceof BatchComposition.Iid) {
            return;
        }
        warn(
                "training.composition",
                "batches are " + training.composition().name() + ", not random",
                whatNonRandomBatchesDo(training.composition()),
                "Shuffle, or keep statistics for each kind of batch");
    }

    private static String whatNonRandomBatchesDo(BatchComposition composition) {
        if (composition instanceof BatchComposition.OnePerClass) {
            return "Their statistics vary less than those of random batches, and the network can rely on each class "
                    + "being there";
        } else if (composition instanceof BatchComposition.NearDuplicates) {
            return "A batch has fewer different images than its size says: its variance is too small, and so are the "
                    + "running ones";
        }
        return "The statistics of a batch tell what it is made of; running statistics average that away, and describe "
                + "no batch that training saw";
    }

    private void checkTransforms() {
        boolean randomEval = augmentation.eval().stream().anyMatch(Transform::isRandom);
        if (randomEval && augmentation.eval().equals(augmentation.train())) {
            warn(
                    "augmentation.eval",
                    "evaluation uses the random transform of training",
                    "Each evaluation sees other, harder images than users send: validation through the training loader",
                    "Give evaluation its own transform without randomness");
        } else if (randomEval) {
            warn(
                    "augmentation.eval",
                    "the transform of evaluation is random",
                    "Two evaluations of one model differ",
                    "Leave random transforms to training");
        } else if (!norms.isEmpty() && !augmentation.eval().equals(augmentation.train())) {
            add(
                    Severity.INFO,
                    "augmentation.eval",
                    "training and evaluation transform images differently",
                    "Running statistics are those of the train transform",
                    "If the transform's share of the gap is large, recalibrate on the eval transform");
        }
    }

    private void checkWeightDecay() {
        if (training.weightDecay() > 0 && !norms.isEmpty()) {
            add(
                    Severity.INFO,
                    "training.weight-decay",
                    "weight decay also shrinks the scales and shifts of BatchNorm",
                    "As in PyTorch unless parameters are grouped; ahead of a norm it changes the effective learning "
                            + "rate, not the function",
                    "Nothing, unless scales vanish");
        }
    }

    private void warn(String key, String what, String why, String action) {
        add(Severity.WARNING, key, what, why, action);
    }

    private void add(Severity severity, String key, String what, String why, String action) {
        found.add(new Warning(severity, key, what, why, action));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
