package org.evalgap.study.settings;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Records;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/** How a network is trained: stochastic gradient descent on mini-batches. */
@Section(meaning = "Stochastic gradient descent on mini-batches.")
public record TrainingConfig(
        @Setting(meaning = "Images per step.", defaultValue = "32", atLeast = 1, always = true)
        int batchSize,

        @Setting(
                meaning = "Which images form a batch.",
                defaultValue = "iid",
                described = CompositionSettings.class,
                always = true)
        BatchComposition composition,

        @Setting(
                meaning = "Whether a last batch that is smaller than the others is left out of every epoch.",
                defaultValue = "false")
        boolean dropLast,

        Duration duration,
        LearningRate learningRate,

        @Setting(
                meaning = "Weight of the past in the momentum buffer.",
                defaultValue = "0.9",
                atLeast = 0,
                below = 1,
                always = true)
        double momentum,

        @Setting(meaning = "Whether the update looks ahead.", defaultValue = "false", always = true)
        boolean nesterov,

        @Setting(
                meaning = "Times each parameter is added to its gradient.",
                defaultValue = "5e-4",
                atLeast = 0,
                always = true)
        double weightDecay,

        @Setting(
                meaning = "Share of the steps after which BatchNorm normalizes with its running statistics, which then "
                        + "stand still; 1 for never.",
                defaultValue = "1",
                atLeast = 0,
                atMost = 1)
        double freezeBatchNormAfter,

        @Setting(
                meaning = "Share of a target that is spread evenly over all classes, in training only.",
                defaultValue = "0",
                atLeast = 0,
                atMost = 1)
        double labelSmoothing,

        @Setting(
                meaning = "Whether training moves BatchNorm's running statistics; if not, they stay 0 and 1.",
                defaultValue = "true")
        boolean updateRunningStatistics,

        @Setting(
                meaning =
                        "Parts that a batch is split into, each for one copy of the network, as in DataParallel: each "
                                + "normalizes its own part, and only the first one's running statistics are kept.",
                defaultValue = "1",
                atLeast = 1)
        int replicas,

        @Setting(meaning = "Passes in TRAIN mode besides the training.", defaultValue = "none", word = "none")
        ExtraPassesConfig extraPasses,

        @Setting(
                meaning = "A copy of the weights that is deployed in their place.",
                defaultValue = "none",
                word = "none")
        AveragedCopyConfig averagedCopy,

        @Setting(meaning = "What the network was trained on before.", defaultValue = "none", word = "none")
        PretrainedConfig pretrained,

        @Setting(meaning = "How the learning rate is chosen, if it is.", defaultValue = "none", word = "none")
        TuningConfig tuning)
        implements Serializable {

    public TrainingConfig {
        Bounds.check(
                TrainingConfig.class,
                batchSize,
                composition,
                dropLast,
                duration,
                learningRate,
                momentum,
                nesterov,
                weightDecay,
                freezeBatchNormAfter,
                labelSmoothing,
                updateRunningStatistics,
                replicas,
                extraPasses,
                averagedCopy,
                pretrained,
                tuning);
        if (nesterov && momentum == 0) {
            throw new ShapeException("nesterov", "a momentum above 0 with it", "momentum " + momentum);
        }
    }

    /**
     * This training once more: {@code epochs} long, at its rate times {@code factor}, without freezing anything and
     * without what keeps running statistics from describing the weights.
     */
    public TrainingConfig again(int epochs, double factor) {
        LearningRate constant = new LearningRate(
                learningRate.base * factor,
                learningRate.scaling,
                learningRate.referenceBatchSize,
                new LearningRateSchedule.Constant(),
                0);
        Map<String, Object> changes = new HashMap<>();
        changes.put("duration", new Duration(Duration.Unit.EPOCHS, epochs));
        changes.put("learningRate", constant);
        changes.put("freezeBatchNormAfter", 1.0);
        changes.put("updateRunningStatistics", true);
        changes.put("extraPasses", null);
        changes.put("averagedCopy", null);
        changes.put("pretrained", null);
        return Records.with(this, changes);
    }

    /** The training ahead of this one: {@code epochs} long, in random batches of one size. */
    public TrainingConfig pretraining(int epochs) {
        Map<String, Object> changes = new HashMap<>();
        changes.put("duration", new Duration(Duration.Unit.EPOCHS, epochs));
        changes.put("composition", new BatchComposition.Iid());
        changes.put("dropLast", true);
        changes.put("freezeBatchNormAfter", 1.0);
        changes.put("updateRunningStatistics", true);
        changes.put("extraPasses", null);
        changes.put("averagedCopy", null);
        changes.put("pretrained", null);
        changes.put("tuning", null);
        return Records.with(this, changes);
    }

    /** What the network was trained on before, if it was. */
    public Optional<PretrainedConfig> before() {
        return Optional.ofNullable(pretrained);
    }

    /** Share of the steps, from the first on, in which BatchNorm normalizes with batch statistics. */
    public double shareWithBatchStatistics() {
        return before().filter(start -> start.batchNorm() == PretrainedConfig.FineTunedNorm.EVAL)
                        .isPresent()
                ? 0
                : freezeBatchNormAfter;
    }

    /** This training with a learning rate that was chosen. */
    public TrainingConfig tuned(double rate) {
        LearningRate chosen = new LearningRate(
                rate,
                learningRate.scaling,
                learningRate.referenceBatchSize,
                learningRate.schedule,
                learningRate.warmUp);
        Map<String, Object> changes = new HashMap<>();
        changes.put("learningRate", chosen);
        changes.put("tuning", null);
        return Records.with(this, changes);
    }

    /** This training in batches of one size. */
    public TrainingConfig withoutSmallerBatches() {
        return Records.with(this, Map.of("dropLast", true));
    }

    /** How the learning rate is chosen, if it is. */
    public Optional<TuningConfig> choice() {
        return Optional.ofNullable(tuning);
    }

    /** Passes besides the training, if there are any. */
    public Optional<ExtraPassesConfig> passesBesides() {
        return Optional.ofNullable(extraPasses);
    }

    /** The copy that is deployed, if the weights themselves are not. */
    public Optional<AveragedCopyConfig> copy() {
        return Optional.ofNullable(averagedCopy);
    }

    /** Optimizer steps of an epoch over a training set of so many images. */
    public int stepsPerEpoch(int images) {
        return composition.imagesPerEpoch(images) / batchSize + (lastBatch(images) > 0 ? 1 : 0);
    }

    /** Images of the smaller batch that ends an epoch over a training set of so many images; 0 if there is none. */
    public int lastBatch(int images) {
        return dropLast ? 0 : composition.imagesPerEpoch(images) % batchSize;
    }

    /** Optimizer steps of a whole training when an epoch has {@code stepsPerEpoch}. */
    public long steps(int stepsPerEpoch) {
        return switch (duration.unit()) {
            case EPOCHS -> (long) duration.count() * stepsPerEpoch;
            case STEPS -> duration.count();
        };
    }

    /** Length of a training; one of the two is null. */
    public record Duration(
            @Setting(
                    meaning = "Passes over the training set; the default holds without steps only.",
                    defaultValue = "3",
                    atLeast = 1,
                    always = true)
            Integer epochs,

            @Setting(
                    meaning = "Optimizer steps, instead of epochs.",
                    defaultValue = "none",
                    word = "none",
                    insteadOf = "epochs",
                    atLeast = 1)
            Integer steps)
            implements Serializable {

        /** What the length of a training is counted in. */
        public enum Unit {
            /** Passes over the training set. */
            EPOCHS,
            /** Optimizer steps. */
            STEPS
        }

        public Duration {
            Bounds.check(Duration.class, epochs, steps);
            if ((epochs == null) == (steps == null)) {
                throw new ShapeException("steps", "either epochs or steps", epochs == null ? "none" : "both");
            }
        }

        public Duration(Unit unit, int count) {
            this(unit == Unit.EPOCHS ? count : null, unit == Unit.STEPS ? count : null);
        }

        /** What is counted. */
        public Unit unit() {
            return steps == null ? Unit.EPOCHS : Unit.STEPS;
        }

        /** How many, at least 1. */
        public int count() {
            return steps == null ? epochs : steps;
        }
    }

    /**
     * The learning rate of every step: a rate for the batch size, times a factor that moves during the training.
     *
     * <p>The rate is base × (batch size / reference) for LINEAR, base × √(batch size / reference) for SQRT, base for
     * NONE. With w steps of warm-up, the factors of the first w steps are 1/(w + 1), 2/(w + 1), …, w/(w + 1); the
     * schedule spans the other steps.
     */
    public record LearningRate(
            @Setting(
                    key = "learning-rate",
                    meaning = "Learning rate at the reference batch size.",
                    defaultValue = "0.05",
                    above = 0,
                    always = true)
            double base,

            @Setting(
                    key = "learning-rate-scaling",
                    meaning = "How the rate follows the batch size: not, by its square root, or in proportion.",
                    defaultValue = "none",
                    always = true)
            Scaling scaling,

            @Setting(
                    meaning = "The batch size at which learning-rate holds unscaled.",
                    defaultValue = "32",
                    atLeast = 1,
                    onlyWith = "learning-rate-scaling",
                    always = true)
            int referenceBatchSize,

            @Setting(
                    key = "learning-rate-schedule",
                    meaning = "How the rate moves during the training, after the warm-up.",
                    defaultValue = "constant")
            LearningRateSchedule schedule,

            @Setting(
                    meaning = "Share of the steps in which the rate rises in equal parts; 0 for no warm-up.",
                    defaultValue = "0",
                    atLeast = 0,
                    below = 1)
            double warmUp)
            implements Serializable {

        /** How the learning rate follows the batch size. */
        public enum Scaling {
            NONE,
            SQRT,
            LINEAR
        }

        public LearningRate {
            Bounds.check(LearningRate.class, base, scaling, referenceBatchSize, schedule, warmUp);
        }

        /** The rate that a training at {@code batchSize} uses where the factor is 1. */
        public double at(int batchSize) {
            double ratio = (double) batchSize / referenceBatchSize;
            return switch (scaling) {
                case NONE -> base;
                case SQRT -> base * Math.sqrt(ratio);
                case LINEAR -> base * ratio;
            };
        }

        /**
         * The rate of one step.
         *
         * @param step from 0 to below {@code steps}
         * @param steps optimizer steps of the whole training, at least 1
         */
        public double at(int batchSize, long step, long steps) {
            return at(batchSize) * factor(step, steps);
        }

        private double factor(long step, long steps) {
            long rising = Math.min(steps - 1, Math.round(warmUp * steps));
            return step < rising ? (step + 1.0) / (rising + 1) : schedule.factor(step - rising, steps - rising);
        }
    }
}
