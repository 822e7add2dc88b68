package org.evalgap.study.settings;

import java.util.List;
import org.evalgap.data.preprocessing.Bgr;
import org.evalgap.data.preprocessing.CenterCrop;
import org.evalgap.data.preprocessing.Grayscale;
import org.evalgap.data.preprocessing.ImageTransform;
import org.evalgap.data.preprocessing.Normalize;
import org.evalgap.data.preprocessing.PilToTensor;
import org.evalgap.data.preprocessing.RandomCrop;
import org.evalgap.data.preprocessing.RandomHorizontalFlip;
import org.evalgap.data.preprocessing.RandomResizedCrop;
import org.evalgap.data.preprocessing.Range;
import org.evalgap.data.preprocessing.Resize;
import org.evalgap.data.preprocessing.Size;
import org.evalgap.data.preprocessing.ToTensor;
import org.evalgap.data.resampling.ResizeFilter;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.binding.Kinds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/** One transform on the way from an image file to a network, as a file writes it: torchvision's names and defaults. */
@Kinds(noun = "a preprocessing transform", path = "preprocessing.{train,eval}[]")
public sealed interface PreprocessingSettings {

    /** The transform that this describes. */
    ImageTransform transform();

    private static Size window(List<Integer> sides) {
        if (sides.isEmpty() || sides.size() > 2) {
            throw new ShapeException(
                    "size", "a number of pixels for height and width, or [height, width]", sides.toString());
        }
        return new Size(sides.get(0), sides.get(sides.size() - 1));
    }

    private static Range range(String setting, List<Double> ends) {
        if (ends.size() != 2 || ends.get(0) > ends.get(1)) {
            throw new ShapeException(setting, "[minimum, maximum], both above 0", ends.toString());
        }
        return new Range(ends.get(0), ends.get(1));
    }

    @Section(kind = "resize", meaning = "Another size of the whole image.")
    record ResizeTo(
            @Setting(
                    meaning = "Pixels of the shorter side, or [height, width].",
                    accepts = "a number of pixels for the shorter side, or [height, width]",
                    single = true,
                    atLeast = 1)
            List<Integer> size,

            @Setting(meaning = "How pixels are interpolated.", defaultValue = "bilinear")
            ResizeFilter filter,

            @Setting(
                    meaning = "Whether the filter widens when the image shrinks, as Pillow's does.",
                    defaultValue = "true")
            boolean antialias)
            implements PreprocessingSettings {

        public ResizeTo {
            size = List.copyOf(size);
            new Resize(size, filter, antialias);
        }

        @Override
        public ImageTransform transform() {
            return new Resize(size, filter, antialias);
        }
    }

    @Section(kind = "center-crop", meaning = "The window in the middle of the image.")
    record CentralWindow(
            @Setting(
                    meaning = "Height and width of the window in pixels, or [height, width].",
                    accepts = "a number of pixels for height and width, or [height, width]",
                    single = true,
                    atLeast = 1)
            List<Integer> size)
            implements PreprocessingSettings {

        public CentralWindow {
            size = List.copyOf(size);
            window(size);
        }

        @Override
        public ImageTransform transform() {
            return new CenterCrop(window(size));
        }
    }

    @Section(
            kind = "random-crop",
            meaning = "A window at a random place of the image, which is first surrounded by black.")
    record RandomWindow(
            @Setting(
                    meaning = "Height and width of the window in pixels, or [height, width].",
                    accepts = "a number of pixels for height and width, or [height, width]",
                    single = true,
                    atLeast = 1)
            List<Integer> size,

            @Setting(meaning = "Black pixels added on each side.", defaultValue = "0", atLeast = 0)
            int padding)
            implements PreprocessingSettings {

        public RandomWindow {
            size = List.copyOf(size);
            window(size);
        }

        @Override
        public ImageTransform transform() {
            return new RandomCrop(window(size), padding);
        }
    }

    @Section(kind = "random-resized-crop", meaning = "A window of random area, shape and place, resized.")
    record RandomResizedWindow(
            @Setting(
                    meaning = "Height and width of what leaves in pixels, or [height, width].",
                    accepts = "a number of pixels for height and width, or [height, width]",
                    single = true,
                    atLeast = 1)
            List<Integer> size,

            @Setting(
                    meaning = "Smallest and largest area in parts of the image.",
                    defaultValue = "[0.08, 1]",
                    accepts = "[minimum, maximum], both above 0",
                    above = 0)
            List<Double> scale,

            @Setting(
                    meaning = "Smallest and largest width / height.",
                    defaultValue = "[0.75, 1.3333333333333333]",
                    accepts = "[minimum, maximum], both above 0",
                    above = 0)
            List<Double> ratio,

            @Setting(meaning = "How pixels are interpolated.", defaultValue = "bilinear")
            ResizeFilter filter,

            @Setting(
                    meaning = "Whether the filter widens when the image shrinks, as Pillow's does.",
                    defaultValue = "true")
            boolean antialias)
            implements PreprocessingSettings {

        public RandomResizedWindow {
            size = List.copyOf(size);
            scale = List.copyOf(scale);
            ratio = List.copyOf(ratio);
            crop(size, scale, ratio, filter, antialias);
        }

        @Override
        public ImageTransform transform() {
            return crop(size, scale, ratio, filter, antialias);
        }

        private static RandomResizedCrop crop(
                List<Integer> size, List<Double> scale, List<Double> ratio, ResizeFilter filter, boolean antialias) {
            return new RandomResizedCrop(window(size), range("scale", scale), range("ratio", ratio), filter, antialias);
        }
    }

    @Section(kind = "random-horizontal-flip", meaning = "Mirrors the image left to right, sometimes.")
    record RandomMirror(
            @Setting(meaning = "Probability of mirroring.", defaultValue = "0.5", atLeast = 0, atMost = 1)
            double p) implements PreprocessingSettings {
        @Override
        public ImageTransform transform() {
            return new RandomHorizontalFlip(p);
        }
    }

    @Section(kind = "grayscale", meaning = "Luma.")
    record Luma(
            @Setting(meaning = "1, or 3 equal ones.", defaultValue = "1", atLeast = 1)
            int outputChannels) implements PreprocessingSettings {

        public Luma {
            new Grayscale(outputChannels);
        }

        @Override
        public ImageTransform transform() {
            return new Grayscale(outputChannels);
        }
    }

    @Section(kind = "bgr", meaning = "Swaps red and blue, as OpenCV reads images.")
    record SwappedChannels() implements PreprocessingSettings {
        @Override
        public ImageTransform transform() {
            return new Bgr();
        }
    }

    @Section(kind = "to-tensor", meaning = "Pixels from 0 to 255 become numbers from 0 to 1.")
    record UnitNumbers() implements PreprocessingSettings {
        @Override
        public ImageTransform transform() {
            return new ToTensor();
        }
    }

    @Section(kind = "pil-to-tensor", meaning = "Pixels become numbers from 0 to 255.")
    record ByteNumbers() implements PreprocessingSettings {
        @Override
        public ImageTransform transform() {
            return new PilToTensor();
        }
    }

    @Section(kind = "normalize", meaning = "Subtracts the mean and divides by the standard deviation.")
    record Standardize(
            @Setting(meaning = "One for all channels, or one for each.", single = true)
            List<Double> mean,

            @Setting(meaning = "As many as there are means.", single = true, above = 0)
            List<Double> standardDeviation)
            implements PreprocessingSettings {

        public Standardize {
            mean = List.copyOf(mean);
            standardDeviation = List.copyOf(standardDeviation);
            new Normalize(mean, standardDeviation);
        }

        @Override
        public ImageTransform transform() {
            return new Normalize(mean, standardDeviation);
        }
    }
}
