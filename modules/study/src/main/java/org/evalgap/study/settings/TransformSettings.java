package org.evalgap.study.settings;

import java.util.List;
import org.evalgap.data.corruption.Corruption;
import org.evalgap.data.transform.Transform;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.study.binding.Kinds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/** Changes to images, as a study file writes them. */
@Kinds(
        noun = "a transform",
        path = "study.trial.augmentation.{train,eval}[]",
        kinds = {
            TransformSettings.RandomCrop.class,
            TransformSettings.RandomHorizontalFlip.class,
            TransformSettings.CenterCrop.class,
            TransformSettings.Brightness.class,
            TransformSettings.Contrast.class,
            TransformSettings.Corrupted.class,
            TransformSettings.ReverseChannels.class,
            TransformSettings.GaussianNoise.class,
            TransformSettings.Affine.class
        })
public interface TransformSettings {

    /**
     * The transforms of training and of evaluation. Crops and flips in training go with the middle of the image in
     * evaluation: as large as the crops, so the image itself. To keep them is the mistake of evaluating through the
     * training loader.
     */
    @Section(
            of = TransformPair.class,
            meaning = "A pair of transform lists, if it is not one that goes by a name: {names}.",
            presets = """
                    none { train = [], eval = [] }
                    crop-flip { train = [{ kind = random-crop, padding = 2 }, random-horizontal-flip], eval = [] }
                    crop-flip-kept {
                      train = [{ kind = random-crop, padding = 2 }, random-horizontal-flip]
                      eval = [{ kind = random-crop, padding = 2 }, random-horizontal-flip]
                    }
                    """)
    interface Pair {
        @Setting(meaning = "Names the pair in labels and tables.")
        String name();

        @Setting(
                meaning = "Applied to training images.",
                defaultValue = "[]",
                described = TransformSettings.class,
                always = true)
        List<Transform> train();

        @Setting(
                meaning = "Applied to images under evaluation.",
                defaultValue = "[]",
                described = TransformSettings.class,
                always = true)
        List<Transform> eval();
    }

    @Section(
            kind = "random-crop",
            of = Transform.RandomCrop.class,
            meaning = "A window at a random place of the image, which is first surrounded by black.")
    interface RandomCrop {
        @Setting(meaning = "Black pixels added on each side.", defaultValue = "0", atLeast = 0, always = true)
        int padding();

        @Setting(
                meaning = "Height and width of the window in pixels; 0 means as large as the image.",
                defaultValue = "0",
                atLeast = 0,
                always = true)
        int size();
    }

    @Section(
            kind = "random-horizontal-flip",
            of = Transform.RandomHorizontalFlip.class,
            meaning = "Mirrors the image left to right, sometimes.")
    interface RandomHorizontalFlip {
        @Setting(meaning = "Probability of mirroring.", defaultValue = "0.5", atLeast = 0, atMost = 1, always = true)
        double probability();
    }

    @Section(
            kind = "center-crop",
            of = Transform.CenterCrop.class,
            meaning = "The square window in the middle of the image.")
    interface CenterCrop {
        @Setting(meaning = "Height and width of the window in pixels.", atLeast = 1)
        int size();
    }

    /** A range of factors. */
    interface Factors {
        @Setting(meaning = "Smallest factor.", atLeast = 0)
        double minimum();

        @Setting(meaning = "Largest factor.", atLeast = 0)
        double maximum();
    }

    @Section(
            kind = "brightness",
            of = Transform.Brightness.class,
            meaning = "Multiplies all pixel values by one random factor.")
    interface Brightness extends Factors {}

    @Section(
            kind = "contrast",
            of = Transform.Contrast.class,
            meaning = "Moves all pixel values away from the image's mean grey by one random factor.")
    interface Contrast extends Factors {}

    @Section(
            kind = "corruption",
            of = Transform.Corrupted.class,
            meaning =
                    "Something that happens to images in the world: kinds of MNIST-C, with its generator's parameters.")
    interface Corrupted {
        @Setting(meaning = "Which.")
        Corruption of();

        @Setting(meaning = "How much of it.", defaultValue = "3", atLeast = 1, atMost = 5, always = true)
        int severity();
    }

    @Section(
            kind = "reverse-channels",
            of = Transform.ReverseChannels.class,
            meaning = "Swaps the first and the last of three channels, as RGB read as BGR.")
    interface ReverseChannels {}

    @Section(
            kind = "gaussian-noise",
            of = Transform.GaussianNoise.class,
            meaning = "Adds independent normal noise to every value.")
    interface GaussianNoise {
        @Setting(meaning = "Standard deviation of the noise, in normalized units.", atLeast = 0)
        double standardDeviation();
    }

    @Section(
            kind = "affine",
            of = Transform.Affine.class,
            meaning = "Multiplies every value by a scale and adds a shift, in normalized units.")
    interface Affine {
        @Setting(meaning = "Multiplies.")
        double scale();

        @Setting(meaning = "Is added.")
        double shift();
    }
}
