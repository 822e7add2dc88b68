package org.evalgap.study.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Optional;
import org.evalgap.data.preprocessing.Bgr;
import org.evalgap.data.preprocessing.CenterCrop;
import org.evalgap.data.preprocessing.Grayscale;
import org.evalgap.data.preprocessing.ImageTransform;
import org.evalgap.data.preprocessing.Normalize;
import org.evalgap.data.preprocessing.PilToTensor;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.preprocessing.PreprocessingPair;
import org.evalgap.data.preprocessing.RandomCrop;
import org.evalgap.data.preprocessing.RandomHorizontalFlip;
import org.evalgap.data.preprocessing.RandomResizedCrop;
import org.evalgap.data.preprocessing.Range;
import org.evalgap.data.preprocessing.Resize;
import org.evalgap.data.preprocessing.Size;
import org.evalgap.data.preprocessing.ToTensor;
import org.evalgap.data.resampling.ResizeFilter;
import org.evalgap.nn.ShapeException;
import org.evalgap.study.config.Variants.Variant;

/** How images from files are prepared: torchvision's transforms. */
final class PreprocessingSection {

    static final Key<ConfigList> TRAIN =
            Key.optional("train", ValueType.list("a list of transforms"), "Prepares training images.");
    static final Key<ConfigList> EVAL =
            Key.of("eval", ValueType.list("a list of transforms"), "Prepares images under evaluation.");

    static final Section SECTION = Section.of(
            "preprocessing", "preprocessing", "How images from files become what a network sees.", TRAIN, EVAL);

    private static final Key<ResizeFilter> FILTER =
            Key.of("filter", ValueType.constant(ResizeFilter.class), "How pixels are interpolated, as Pillow does it.");
    private static final Key<Boolean> ANTIALIAS = Key.of(
            "antialias",
            ValueType.FLAG,
            "Whether the filter widens when an image shrinks, as Pillow's does; PyTorch's and OpenCV's do not.");
    private static final Key<Size> WINDOW = Key.of("size", SizeType.window(), "Height and width of the window.");

    static final Variants<ImageTransform> VARIANTS = new Variants<>(
            "a transform",
            List.of(
                    variant(
                            "resize",
                            Resize.class,
                            "Another size of the whole image.",
                            Key.of("size", SizeType.sides(), "The shorter side, or height and width."),
                            FILTER,
                            ANTIALIAS),
                    variant(
                            "center-crop",
                            CenterCrop.class,
                            "The window in the middle; a smaller image is surrounded by black.",
                            WINDOW),
                    variant(
                            "random-crop",
                            RandomCrop.class,
                            "A window at a random place of the image, which is first surrounded by black.",
                            WINDOW,
                            Key.of("padding", ValueType.integer(0), "Black pixels added on each side.")),
                    variant(
                            "random-resized-crop",
                            RandomResizedCrop.class,
                            "A window of random area, shape and place, resized.",
                            Key.of("size", SizeType.window(), "Height and width of what leaves."),
                            Key.of("scale", range(), "Smallest and largest area in parts of the image."),
                            Key.of("ratio", range(), "Smallest and largest width / height."),
                            FILTER,
                            ANTIALIAS),
                    variant(
                            "random-horizontal-flip",
                            RandomHorizontalFlip.class,
                            "Mirrors the image left to right, sometimes.",
                            Key.of("p", ValueType.fraction(), "Probability of mirroring.")),
                    variant(
                            "grayscale",
                            Grayscale.class,
                            "Luma.",
                            Key.of("output-channels", ValueType.integer(1), "1, or 3 equal ones.")),
                    variant("bgr", Bgr.class, "Swaps red and blue, as OpenCV reads images."),
                    variant("to-tensor", ToTensor.class, "Pixels from 0 to 255 become numbers from 0 to 1."),
                    variant("pil-to-tensor", PilToTensor.class, "Pixels become numbers from 0 to 255."),
                    variant(
                            "normalize",
                            Normalize.class,
                            "Subtracts the mean and divides by the standard deviation.",
                            Key.of("mean", numbers(), "One for all channels, or one for each."),
                            Key.of("standard-deviation", numbers(), "As many as there are means, each above 0."))));

    private PreprocessingSection() {}

    private static <T extends Record & ImageTransform> Variant<T> variant(
            String kind, Class<T> type, String meaning, Key<?>... keys) {
        return Variant.of(
                new Section(
                        "preprocessing-transform." + kind,
                        "preprocessing.{train,eval}[]",
                        Optional.of(kind),
                        meaning,
                        List.of(keys)),
                type);
    }

    private static ValueType<List<Double>> numbers() {
        return ValueType.listOf("a list of numbers", ValueType.anyNumber());
    }

    private static ValueType<Range> range() {
        String expected = "[minimum, maximum], both above 0";
        ValueType<List<Double>> both = ValueType.listOf(expected, ValueType.positive());
        return new ValueType<>(expected, List.of(), (value, path, problems) -> {
            List<Double> numbers = both.read(value, path, problems);
            if (numbers != null && (numbers.size() != 2 || numbers.get(0) > numbers.get(1))) {
                problems.add(path, expected, value);
                return null;
            }
            return numbers == null ? null : new Range(numbers.get(0), numbers.get(1));
        });
    }

    /** Reads the object; returns null after a problem was reported. */
    static PreprocessingPair read(ConfigValue value, String key, Location location, Problems problems) {
        if (!(value instanceof ConfigObject object)) {
            problems.add(location.show(key), "an object with eval, and with train if it is known", value);
            return null;
        }
        SectionReader reader = new SectionReader(SECTION, object, key, location, problems);
        Optional<Preprocessing> train =
                reader.find(TRAIN).map(list -> read(list, reader.keyOf(TRAIN), location, problems));
        ConfigList list = reader.get(EVAL);
        Preprocessing eval = list == null ? null : read(list, reader.keyOf(EVAL), location, problems);
        return reader.build(() -> new PreprocessingPair(train, eval));
    }

    private static Preprocessing read(ConfigList list, String key, Location location, Problems problems) {
        List<ImageTransform> transforms = VARIANTS.readAll(list, key, location, problems);
        if (transforms == null) {
            return null;
        }
        try {
            return new Preprocessing(transforms);
        } catch (ShapeException e) {
            problems.add(location.show(key + e.setting()), e.expected(), e.received());
            return null;
        }
    }
}
