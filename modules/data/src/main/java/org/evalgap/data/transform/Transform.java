package org.evalgap.data.transform;

import java.io.Serializable;
import org.evalgap.data.corruption.Corruption;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;

/**
 * One change to an image, as a value. Geometry and pixel-value transforms see pixels from 0 to 255; then the image is
 * normalized, always and without being asked; the rest sees normalized units. A list of transforms is in this order of
 * {@link Stage stages}, and in any order within one.
 */
public sealed interface Transform extends Serializable {

    /** When a transform can be applied. Declared in the order of application. */
    enum Stage {
        /** Moves pixels, before anything changes their values. */
        GEOMETRY,
        /** Changes pixel values from 0 to 255. */
        PIXELS,
        /** Changes normalized values. */
        NORMALIZED
    }

    /** Its name in study files. */
    String name();

    /** When this transform can be applied. */
    Stage stage();

    /** Whether two applications to one image can differ. */
    boolean isRandom();

    /**
     * The shape that leaves when an image of shape {@code input} enters.
     *
     * @throws ShapeException if such an image is too small
     */
    default Shape outputShape(Shape input) {
        return input;
    }

    /**
     * A window at a random place of the image, which is first surrounded by black (pixel value 0, as torchvision does
     * ahead of its normalization). Every place is equally likely.
     *
     * @param padding black pixels added on each side, at least 0
     * @param size height and width of the window; 0 means as large as the image
     */
    record RandomCrop(int padding, int size) implements Transform {
        /** @throws ShapeException if a setting is negative */
        public RandomCrop {
            atLeast("padding", 0, padding);
            atLeast("size", 0, size);
        }

        @Override
        public String name() {
            return "random-crop";
        }

        @Override
        public Stage stage() {
            return Stage.GEOMETRY;
        }

        @Override
        public boolean isRandom() {
            return padding > 0 || size > 0;
        }

        @Override
        public Shape outputShape(Shape input) {
            if (size == 0) {
                return input;
            }
            int largest = Math.min(input.height(), input.width()) + 2 * padding;
            if (size > largest) {
                throw new ShapeException("size", "at most the padded image side " + largest, Integer.toString(size));
            }
            return new Shape(size, size, input.channels());
        }
    }

    /**
     * Mirrors the image left to right, sometimes.
     *
     * @param probability of mirroring, 0 to 1
     */
    record RandomHorizontalFlip(double probability) implements Transform {
        /** @throws ShapeException if the probability is not from 0 to 1 */
        public RandomHorizontalFlip {
            inRange("probability", 0, 1, probability);
        }

        @Override
        public String name() {
            return "random-horizontal-flip";
        }

        @Override
        public Stage stage() {
            return Stage.GEOMETRY;
        }

        @Override
        public boolean isRandom() {
            return probability > 0 && probability < 1;
        }
    }

    /**
     * The square window in the middle of the image; of two middles the one torchvision takes.
     *
     * @param size height and width of the window, at least 1
     */
    record CenterCrop(int size) implements Transform {
        /** @throws ShapeException if the size is below 1 */
        public CenterCrop {
            atLeast("size", 1, size);
        }

        @Override
        public String name() {
            return "center-crop";
        }

        @Override
        public Stage stage() {
            return Stage.GEOMETRY;
        }

        @Override
        public boolean isRandom() {
            return false;
        }

        @Override
        public Shape outputShape(Shape input) {
            int largest = Math.min(input.height(), input.width());
            if (size > largest) {
                throw new ShapeException("size", "at most the image side " + largest, Integer.toString(size));
            }
            return new Shape(size, size, input.channels());
        }
    }

    /**
     * Multiplies every pixel value by one factor for the whole image, drawn uniformly; then limits it to 0 … 255.
     *
     * @param minimum smallest factor, at least 0
     * @param maximum largest factor, at least {@code minimum}; equal for a fixed factor
     */
    record Brightness(double minimum, double maximum) implements Transform {
        /** @throws ShapeException if the range is empty or negative */
        public Brightness {
            factors(minimum, maximum);
        }

        @Override
        public String name() {
            return "brightness";
        }

        @Override
        public Stage stage() {
            return Stage.PIXELS;
        }

        @Override
        public boolean isRandom() {
            return minimum < maximum;
        }
    }

    /**
     * Moves every pixel value away from the image's mean grey by one factor for the whole image, drawn uniformly: grey +
     * factor · (value − grey), limited to 0 … 255. Grey is 0.299 R + 0.587 G + 0.114 B for three channels, else the
     * mean of the channels.
     *
     * @param minimum smallest factor, at least 0
     * @param maximum largest factor, at least {@code minimum}; equal for a fixed factor
     */
    record Contrast(double minimum, double maximum) implements Transform {
        /** @throws ShapeException if the range is empty or negative */
        public Contrast {
            factors(minimum, maximum);
        }

        @Override
        public String name() {
            return "contrast";
        }

        @Override
        public Stage stage() {
            return Stage.PIXELS;
        }

        @Override
        public boolean isRandom() {
            return minimum < maximum;
        }
    }

    /**
     * A corruption, as of images that a network was not trained on.
     *
     * @param of which
     * @param severity from 1 to 5
     */
    record Corrupted(Corruption of, int severity) implements Transform {
        /** @throws ShapeException if the severity is not from 1 to 5 */
        public Corrupted {
            if (severity < Corruption.LEAST || severity > Corruption.MOST) {
                throw new ShapeException(
                        "severity",
                        "an integer from " + Corruption.LEAST + " to " + Corruption.MOST,
                        Integer.toString(severity));
            }
        }

        @Override
        public String name() {
            return "corruption";
        }

        @Override
        public Stage stage() {
            return Stage.PIXELS;
        }

        @Override
        public boolean isRandom() {
            return of.isRandom();
        }
    }

    /** Swaps the first and the last of three channels: RGB read as BGR, which is ahead of the normalization. */
    record ReverseChannels() implements Transform {

        private static final int CHANNELS = 3;

        @Override
        public String name() {
            return "reverse-channels";
        }

        @Override
        public Stage stage() {
            return Stage.PIXELS;
        }

        @Override
        public boolean isRandom() {
            return false;
        }

        @Override
        public Shape outputShape(Shape input) {
            if (input.channels() != CHANNELS) {
                throw new ShapeException(
                        "kind", "a transform for " + input + " images (reverse-channels needs 3 channels)", name());
            }
            return input;
        }
    }

    /**
     * Adds independent normal noise to every value.
     *
     * @param standardDeviation of the noise, in normalized units, at least 0
     */
    record GaussianNoise(double standardDeviation) implements Transform {
        /** @throws ShapeException if the standard deviation is negative or not finite */
        public GaussianNoise {
            inRange("standard-deviation", 0, Float.MAX_VALUE, standardDeviation);
        }

        @Override
        public String name() {
            return "gaussian-noise";
        }

        @Override
        public Stage stage() {
            return Stage.NORMALIZED;
        }

        @Override
        public boolean isRandom() {
            return standardDeviation > 0;
        }
    }

    /**
     * x → scale · x + shift in normalized units: another contrast and brightness, without limits.
     *
     * @param scale finite
     * @param shift finite
     */
    record Affine(double scale, double shift) implements Transform {
        /** @throws ShapeException if a setting is not finite */
        public Affine {
            inRange("scale", -Float.MAX_VALUE, Float.MAX_VALUE, scale);
            inRange("shift", -Float.MAX_VALUE, Float.MAX_VALUE, shift);
        }

        @Override
        public String name() {
            return "affine";
        }

        @Override
        public Stage stage() {
            return Stage.NORMALIZED;
        }

        @Override
        public boolean isRandom() {
            return false;
        }
    }

    private static void atLeast(String setting, int least, int value) {
        if (value < least) {
            throw new ShapeException(setting, "an integer of at least " + least, Integer.toString(value));
        }
    }

    private static void factors(double minimum, double maximum) {
        inRange("minimum", 0, Float.MAX_VALUE, minimum);
        if (!(maximum >= minimum && maximum <= Float.MAX_VALUE)) {
            throw new ShapeException("maximum", "a number of at least " + minimum, Double.toString(maximum));
        }
    }

    private static void inRange(String setting, double least, double most, double value) {
        if (!(value >= least && value <= most)) {
            String expected = most == Float.MAX_VALUE
                    ? (least == 0 ? "a number of at least 0" : "a finite number")
                    : "a number from " + least + " to " + most;
            throw new ShapeException(setting, expected, Double.toString(value));
        }
    }
}
