package org.evalgap.study.config;

import com.typesafe.config.ConfigList;
import java.util.List;
import java.util.Optional;
import org.evalgap.data.transform.Transform;
import org.evalgap.study.config.Variants.Variant;

/** Changes to images. */
final class TransformSection {

    static final Variants<Transform> VARIANTS = new Variants<>(
            "a transform",
            List.of(
                    variant(
                            "random-crop",
                            Transform.RandomCrop.class,
                            "A window at a random place of the image, which is first surrounded by black.",
                            Key.of("padding", ValueType.integer(0), "Black pixels added on each side."),
                            Key.of(
                                    "size",
                                    ValueType.integer(0),
                                    "Height and width of the window in pixels; 0 means as large as the image.")),
                    variant(
                            "random-horizontal-flip",
                            Transform.RandomHorizontalFlip.class,
                            "Mirrors the image left to right, sometimes.",
                            Key.of("probability", ValueType.fraction(), "Probability of mirroring.")),
                    variant(
                            "center-crop",
                            Transform.CenterCrop.class,
                            "The square window in the middle of the image.",
                            Key.of("size", ValueType.integer(1), "Height and width of the window in pixels.")),
                    variant(
                            "brightness",
                            Transform.Brightness.class,
                            "Multiplies all pixel values by one random factor.",
                            Key.of("minimum", ValueType.notNegative(), "Smallest factor."),
                            Key.of("maximum", ValueType.notNegative(), "Largest factor.")),
                    variant(
                            "contrast",
                            Transform.Contrast.class,
                            "Moves all pixel values away from the image's mean grey by one random factor.",
                            Key.of("minimum", ValueType.notNegative(), "Smallest factor."),
                            Key.of("maximum", ValueType.notNegative(), "Largest factor.")),
                    variant(
                            "gaussian-noise",
                            Transform.GaussianNoise.class,
                            "Adds independent normal noise to every value.",
                            Key.of(
                                    "standard-deviation",
                                    ValueType.notNegative(),
                                    "Standard deviation of the noise, in normalized units.")),
                    variant(
                            "affine",
                            Transform.Affine.class,
                            "Multiplies every value by a scale and adds a shift, in normalized units.",
                            Key.of("scale", ValueType.anyNumber(), "Multiplies."),
                            Key.of("shift", ValueType.anyNumber(), "Is added."))));

    private TransformSection() {}

    private static <T extends Record & Transform> Variant<T> variant(
            String kind, Class<T> type, String meaning, Key<?>... keys) {
        return Variant.of(
                new Section(
                        "transform." + kind,
                        "study.trial.augmentation.{train,eval}[]",
                        Optional.of(kind),
                        meaning,
                        List.of(keys)),
                type);
    }

    /** The list of transforms that a key is set to; null after a problem was reported. */
    static List<Transform> readList(SectionReader reader, Key<ConfigList> key) {
        ConfigList values = reader.get(key);
        return values == null
                ? null
                : VARIANTS.readAll(values, reader.keyOf(key), reader.location(), reader.problems());
    }
}
