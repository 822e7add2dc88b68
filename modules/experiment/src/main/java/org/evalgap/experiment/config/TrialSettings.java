package org.evalgap.experiment.config;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.evalgap.experiment.config.NetworkConfig.Cnn;
import org.evalgap.experiment.config.NetworkConfig.Layers;
import org.evalgap.experiment.config.NetworkConfig.ResNet;
import org.evalgap.experiment.config.NetworkConfig.SimpleNet;
import org.evalgap.experiment.config.TrainingConfig.Duration;
import org.evalgap.experiment.config.TrainingConfig.LearningRate;
import org.evalgap.experiment.sampling.BatchComposition;
import org.evalgap.experiment.sampling.BatchComposition.DomainAlternating;
import org.evalgap.experiment.transform.Transform;
import org.evalgap.nn.graph.LayerSpec;

/**
 * Settings as a study file would set them, defaults included, but nothing that has no effect: the groups of a network
 * without group normalization, or where dropout stands when there is none. Two configurations that train the same way
 * have the same settings, however they were written.
 */
public final class TrialSettings {

    private TrialSettings() {}

    /** A trial's settings as canonical JSON, readable as the {@code trial} of a study file. */
    public static String json(TrialConfig trial) {
        return Canonical.json(of(trial));
    }

    /** The single settings of a trial by their dotted keys, from what {@link #json} wrote. */
    public static SortedMap<String, String> leaves(String json) {
        SortedMap<String, String> leaves = new TreeMap<>();
        ConfigFactory.parseString(json)
                .entrySet()
                .forEach(entry -> leaves.put(
                        entry.getKey(), String.valueOf(entry.getValue().unwrapped())));
        return leaves;
    }

    /** A trial's settings: maps, lists, texts, numbers and truth values by the keys of a study file. */
    public static SortedMap<String, Object> of(TrialConfig trial) {
        SortedMap<String, Object> augmentation = new TreeMap<>();
        augmentation.put(AugmentationSection.NAME.name(), trial.augmentation().name());
        augmentation.put(
                AugmentationSection.TRAIN.name(), of(trial.augmentation().train()));
        augmentation.put(
                AugmentationSection.EVAL.name(), of(trial.augmentation().eval()));
        SortedMap<String, Object> settings = new TreeMap<>();
        settings.put(TrialSection.NETWORK.name(), of(trial.network()));
        settings.put(TrialSection.TRAINING.name(), of(trial.training()));
        settings.put(TrialSection.AUGMENTATION.name(), augmentation);
        return settings;
    }

    /** A network's settings. */
    public static SortedMap<String, Object> of(NetworkConfig network) {
        SortedMap<String, Object> settings = new TreeMap<>();
        settings.put(Section.KIND, network.kind());
        if (network instanceof SimpleNet simple) {
            put(settings, simple.normalization());
            put(settings, simple.dropout());
        } else if (network instanceof Cnn cnn) {
            put(settings, cnn);
        } else if (network instanceof ResNet residual) {
            settings.put(NetworkSection.DEPTH.name(), residual.depth());
            settings.put(NetworkSection.WIDTH.name(), residual.width());
            put(settings, residual.normalization());
            put(settings, residual.dropout());
        } else if (network instanceof Layers free) {
            settings.put(NetworkSection.LAYERS.name(), LayerSection.write(free.layers()));
        }
        return settings;
    }

    private static void put(SortedMap<String, Object> settings, Cnn cnn) {
        settings.put(NetworkSection.WIDTHS.name(), cnn.widths());
        settings.put(NetworkSection.KERNEL.name(), cnn.kernel());
        put(settings, cnn.normalization());
        settings.put(NetworkSection.BIAS.name(), cnn.bias());
        put(settings, cnn.dropout());
        if (cnn.dropout().probability() > 0) {
            settings.put(NetworkSection.DROPOUT_PLACE.name(), cnn.dropoutPlace());
            if (cnn.dropoutUnit() == LayerSpec.Dropout.Unit.CHANNEL) {
                settings.put(NetworkSection.DROPOUT_UNIT.name(), cnn.dropoutUnit());
            }
        }
    }

    private static void put(SortedMap<String, Object> settings, DropoutConfig dropout) {
        settings.put(NetworkSection.DROPOUT.name(), dropout.probability());
        if (dropout.probability() > 0 && !dropout.rescale()) {
            settings.put(NetworkSection.DROPOUT_RESCALE.name(), false);
        }
    }

    private static void put(SortedMap<String, Object> settings, NormalizationConfig normalization) {
        settings.put(NetworkSection.NORMALIZATION.name(), normalization.label());
        if (normalization instanceof NormalizationConfig.Group group) {
            settings.put(NetworkSection.GROUPS.name(), group.groups());
        } else if (normalization instanceof NormalizationConfig.Batch batch) {
            OptionalDouble momentum = batch.batchNormMomentum();
            settings.put(
                    NetworkSection.BATCH_NORM_MOMENTUM.name(),
                    momentum.isPresent() ? momentum.getAsDouble() : NetworkSection.CUMULATIVE);
            if (batch.ghostBatchSize() > 0) {
                settings.put(NetworkSection.GHOST_BATCH_SIZE.name(), batch.ghostBatchSize());
            }
        }
    }

    /** A training's settings. */
    public static SortedMap<String, Object> of(TrainingConfig training) {
        SortedMap<String, Object> settings = new TreeMap<>();
        settings.put(TrainingSection.BATCH_SIZE.name(), training.batchSize());
        settings.put(TrainingSection.COMPOSITION.name(), of(training.composition()));
        Key<Integer> length =
                training.duration().unit() == Duration.Unit.STEPS ? TrainingSection.STEPS : TrainingSection.EPOCHS;
        settings.put(length.name(), training.duration().count());
        put(settings, training.learningRate());
        settings.put(TrainingSection.MOMENTUM.name(), training.momentum());
        settings.put(TrainingSection.NESTEROV.name(), training.nesterov());
        settings.put(TrainingSection.WEIGHT_DECAY.name(), training.weightDecay());
        if (training.freezeBatchNormAfter() < 1) {
            settings.put(TrainingSection.FREEZE_BATCH_NORM_AFTER.name(), training.freezeBatchNormAfter());
        }
        if (training.labelSmoothing() > 0) {
            settings.put(TrainingSection.LABEL_SMOOTHING.name(), training.labelSmoothing());
        }
        return settings;
    }

    private static void put(SortedMap<String, Object> settings, LearningRate rate) {
        settings.put(TrainingSection.LEARNING_RATE.name(), rate.base());
        settings.put(TrainingSection.LEARNING_RATE_SCALING.name(), rate.scaling());
        if (rate.scaling() != LearningRate.Scaling.NONE) {
            settings.put(TrainingSection.REFERENCE_BATCH_SIZE.name(), rate.referenceBatchSize());
        }
        if (!(rate.schedule() instanceof LearningRateSchedule.Constant)) {
            settings.put(
                    TrainingSection.LEARNING_RATE_SCHEDULE.name(), ScheduleSection.VARIANTS.write(rate.schedule()));
        }
        if (rate.warmUp() > 0) {
            settings.put(TrainingSection.WARM_UP.name(), rate.warmUp());
        }
    }

    private static SortedMap<String, Object> of(BatchComposition composition) {
        SortedMap<String, Object> settings = new TreeMap<>();
        settings.put(Section.KIND, composition.name());
        if (composition instanceof DomainAlternating alternating) {
            settings.put(CompositionSection.SECOND_DOMAIN.name(), of(alternating.secondDomain()));
        }
        return settings;
    }

    /** The settings of transforms, in order. */
    public static List<SortedMap<String, Object>> of(List<Transform> transforms) {
        return transforms.stream().map(TransformSection.VARIANTS::write).toList();
    }

    /** The settings of evaluations. */
    public static SortedMap<String, Object> of(EvaluationConfig evaluation) {
        return RecordMirror.write(evaluation);
    }
}
