package org.evalgap.study.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The base trial: what a cell does not set. */
final class TrialSection {

    static final Key<ConfigValue> NETWORK =
            Key.of("network", ValueType.part(NetworkSection.VARIANTS.expected()), "What is trained.");
    static final Key<ConfigObject> TRAINING = Key.of("training", ValueType.object("an object"), "How it is trained.");
    static final Key<ConfigValue> AUGMENTATION = Key.of(
            "augmentation",
            ValueType.part(ValueType.oneOf(AugmentationSection.presets()) + ", or an object with name, train and eval"),
            "The transforms of training and of evaluation.");

    static final Section SECTION = Section.of(
            "trial",
            "study.trial",
            "The base trial. Each of its keys, and each key below them, can be an axis of the grid.",
            NETWORK,
            TRAINING,
            AUGMENTATION);

    private TrialSection() {}

    /** Every key that can be an axis, in the order of the reference. */
    static List<String> axisKeys() {
        List<String> keys = new ArrayList<>();
        add(keys, NETWORK.name(), NetworkSection.VARIANTS.sections());
        add(keys, TRAINING.name(), List.of(TrainingSection.SECTION));
        add(keys, TRAINING.name() + "." + TrainingSection.COMPOSITION.name(), CompositionSection.VARIANTS.sections());
        add(
                keys,
                TRAINING.name() + "." + TrainingSection.LEARNING_RATE_SCHEDULE.name(),
                ScheduleSection.VARIANTS.sections());
        add(keys, AUGMENTATION.name(), List.of(AugmentationSection.SECTION));
        return keys.stream().distinct().toList();
    }

    private static void add(List<String> keys, String section, List<Section> kinds) {
        keys.add(section);
        kinds.stream()
                .flatMap(kind -> kind.names().stream())
                .map(name -> section + "." + name)
                .forEach(keys::add);
    }

    /** The value at a key as an object, if it is a name that stands for one. */
    static Optional<ConfigObject> object(String key, ConfigValue value) {
        return key.equals(AUGMENTATION.name()) ? AugmentationSection.object(value) : Variants.object(value);
    }
}
