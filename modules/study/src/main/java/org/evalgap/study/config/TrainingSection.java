package org.evalgap.study.config;

import com.typesafe.config.ConfigValue;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.study.config.TrainingConfig.Duration;
import org.evalgap.study.config.TrainingConfig.LearningRate;

/** How it is trained. */
final class TrainingSection {

    static final Key<Integer> BATCH_SIZE = Key.of("batch-size", ValueType.integer(1), "Images per step.");
    static final Key<ConfigValue> COMPOSITION =
            Key.of("composition", ValueType.part(CompositionSection.VARIANTS.expected()), "Which images form a batch.");
    static final Key<Integer> EPOCHS = Key.of(
            "epochs", ValueType.integer(1), "Passes over the training set; the default holds without steps only.");
    static final Key<Integer> STEPS =
            Key.optional("steps", ValueType.integer(1), "Optimizer steps, instead of epochs.");
    static final Key<Double> LEARNING_RATE =
            Key.of("learning-rate", ValueType.positive(), "Learning rate at the reference batch size.");
    static final Key<LearningRate.Scaling> LEARNING_RATE_SCALING = Key.of(
            "learning-rate-scaling",
            ValueType.constant(LearningRate.Scaling.class),
            "How the rate follows the batch size: not, by its square root, or in proportion.");
    static final Key<Integer> REFERENCE_BATCH_SIZE = Key.of(
            "reference-batch-size", ValueType.integer(1), "The batch size at which learning-rate holds unscaled.");
    static final Key<ConfigValue> LEARNING_RATE_SCHEDULE = Key.of(
            "learning-rate-schedule",
            ValueType.part(ScheduleSection.VARIANTS.expected()),
            "How the rate moves during the training, after the warm-up.");
    static final Key<Double> WARM_UP = Key.of(
            "warm-up",
            ValueType.properFraction(),
            "Share of the steps in which the rate rises in equal parts; 0 for no warm-up.");
    static final Key<Double> MOMENTUM =
            Key.of("momentum", ValueType.properFraction(), "Weight of the past in the momentum buffer.");
    static final Key<Boolean> NESTEROV = Key.of("nesterov", ValueType.FLAG, "Whether the update looks ahead.");
    static final Key<Double> WEIGHT_DECAY =
            Key.of("weight-decay", ValueType.notNegative(), "Times each parameter is added to its gradient.");

    static final Key<Double> FREEZE_BATCH_NORM_AFTER = Key.of(
            "freeze-batch-norm-after",
            ValueType.fraction(),
            "Share of the steps after which BatchNorm normalizes with its running statistics, which then stand still; "
                    + "1 for never.");
    static final Key<Double> LABEL_SMOOTHING = Key.of(
            "label-smoothing",
            ValueType.fraction(),
            "Share of a target that is spread evenly over all classes, in training only.");

    static final Section SECTION = Section.of(
            "training",
            "study.trial.training",
            "Stochastic gradient descent on mini-batches.",
            BATCH_SIZE,
            COMPOSITION,
            EPOCHS,
            STEPS,
            LEARNING_RATE,
            LEARNING_RATE_SCALING,
            REFERENCE_BATCH_SIZE,
            LEARNING_RATE_SCHEDULE,
            WARM_UP,
            MOMENTUM,
            NESTEROV,
            WEIGHT_DECAY,
            FREEZE_BATCH_NORM_AFTER,
            LABEL_SMOOTHING);

    private TrainingSection() {}

    /** Reads a training; returns null after a problem was reported. */
    static TrainingConfig read(SectionReader reader) {
        Duration duration = duration(reader);
        Integer batchSize = reader.get(BATCH_SIZE);
        ConfigValue written = reader.get(COMPOSITION);
        BatchComposition composition = CompositionSection.VARIANTS.read(
                written, reader.keyOf(COMPOSITION), reader.location(), reader.problems());
        LearningRate rate = learningRate(reader);
        Double momentum = reader.get(MOMENTUM);
        Boolean nesterov = reader.get(NESTEROV);
        Double weightDecay = reader.get(WEIGHT_DECAY);
        Double freeze = reader.get(FREEZE_BATCH_NORM_AFTER);
        Double smoothing = reader.get(LABEL_SMOOTHING);
        return reader.build(() -> new TrainingConfig(
                duration, batchSize, composition, rate, momentum, nesterov, weightDecay, freeze, smoothing));
    }

    private static LearningRate learningRate(SectionReader reader) {
        Double base = reader.get(LEARNING_RATE);
        LearningRate.Scaling scaling = reader.get(LEARNING_RATE_SCALING);
        Integer reference = reader.get(REFERENCE_BATCH_SIZE);
        ConfigValue written = reader.get(LEARNING_RATE_SCHEDULE);
        LearningRateSchedule schedule = ScheduleSection.VARIANTS.read(
                written, reader.keyOf(LEARNING_RATE_SCHEDULE), reader.location(), reader.problems());
        Double warmUp = reader.get(WARM_UP);
        return reader.build(() -> new LearningRate(base, scaling, reference, schedule, warmUp));
    }

    private static Duration duration(SectionReader reader) {
        if (!reader.sets(STEPS)) {
            Integer epochs = reader.get(EPOCHS);
            return epochs == null ? null : new Duration(Duration.Unit.EPOCHS, epochs);
        }
        if (reader.sets(EPOCHS)) {
            reader.refuse(STEPS, "either epochs or steps", "both");
        }
        return reader.find(STEPS)
                .map(steps -> new Duration(Duration.Unit.STEPS, steps))
                .orElse(null);
    }
}
