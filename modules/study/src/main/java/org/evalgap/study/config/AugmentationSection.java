package org.evalgap.study.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Optional;
import org.evalgap.data.transform.Transform;
import org.evalgap.data.transform.TransformPair;

/** The transforms of training and of evaluation: a pair that goes by a name, or one written out. */
final class AugmentationSection {

    static final Key<String> NAME = Key.of("name", ValueType.TEXT, "Names the pair in labels and tables.");
    static final Key<ConfigList> TRAIN =
            Key.of("train", ValueType.list("a list of transforms"), "Applied to training images.");
    static final Key<ConfigList> EVAL =
            Key.of("eval", ValueType.list("a list of transforms"), "Applied to images under evaluation.");

    static final Section SECTION = Section.of(
            "augmentation.custom",
            "study.trial.augmentation",
            "A pair of transform lists, if it is not one that goes by a name: " + ValueType.oneOf(presets()) + ".",
            NAME,
            TRAIN,
            EVAL);

    private AugmentationSection() {}

    /** The names of the pairs that have one. */
    static List<String> presets() {
        return Section.defaults("augmentation-presets").keySet().stream()
                .sorted()
                .toList();
    }

    /** Reads a pair; returns null after a problem was reported. */
    static TransformPair read(ConfigValue value, String key, Location location, Problems problems) {
        Optional<ConfigObject> object = object(value);
        if (object.isEmpty()) {
            problems.addUnknown(
                    location.show(key),
                    ValueType.oneOf(presets()) + ", or an object with name, train and eval",
                    value,
                    presets());
            return null;
        }
        SectionReader reader = new SectionReader(SECTION, object.get(), key, location, problems);
        String name = reader.get(NAME);
        List<Transform> train = TransformSection.readList(reader, TRAIN);
        List<Transform> eval = TransformSection.readList(reader, EVAL);
        return reader.build(() -> new TransformPair(name, train, eval));
    }

    /** A pair as written: the name of a known one stands for what it consists of. */
    static Optional<ConfigObject> object(ConfigValue value) {
        if (value instanceof ConfigObject object) {
            return Optional.of(object);
        }
        return Optional.of(value)
                .filter(written -> written.valueType() == ConfigValueType.STRING)
                .map(written -> (String) written.unwrapped())
                .filter(presets()::contains)
                .map(name -> Section.defaults("augmentation-presets." + name)
                        .withValue(NAME.name(), ConfigValueFactory.fromAnyRef(name)));
    }
}
