package org.evalgap.data.preprocessing;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;

/**
 * What is done to an image before a network sees it, as a list of torchvision's transforms: pixels are changed, then turned
 * into numbers once, then the numbers are normalized. Images enter in red, green and blue. Crosses to executors.
 *
 * @param transforms in order of application
 */
public record Preprocessing(List<ImageTransform> transforms) implements Serializable {

    private static final double IMAGENET_CROP_FRACTION = 0.875;

    /**
     * @throws ShapeException if there is not one to-tensor or pil-to-tensor, if transforms are out of order, or a
     *     normalization is for another number of channels; the setting is then {@code [i]}, {@code [i].mean}, or empty for
     *     the whole list
     */
    public Preprocessing {
        transforms = List.copyOf(transforms);
        int conversion = conversionIn(transforms);
        int channels = Pixels.RGB;
        for (int i = 0; i < transforms.size(); i++) {
            ImageTransform transform = transforms.get(i);
            if (i != conversion && isConversion(transform)) {
                throw new ShapeException("[" + i + "]", "only one to-tensor or pil-to-tensor", transform.name());
            }
            if (transform instanceof PixelTransform changed) {
                checkOrder(i > conversion, i, transform);
                channels = changed.channelsAfter(channels);
            }
            if (transform instanceof Normalize normalize) {
                checkOrder(i < conversion, i, transform);
                checkChannels(normalize, channels, i);
            }
        }
    }

    private static int conversionIn(List<ImageTransform> transforms) {
        for (int i = 0; i < transforms.size(); i++) {
            if (isConversion(transforms.get(i))) {
                return i;
            }
        }
        throw new ShapeException("", "to-tensor or pil-to-tensor among the transforms", names(transforms));
    }

    private static boolean isConversion(ImageTransform transform) {
        return transform instanceof ToTensor || transform instanceof PilToTensor;
    }

    private static void checkOrder(boolean wrong, int index, ImageTransform transform) {
        if (wrong) {
            throw new ShapeException(
                    "[" + index + "]",
                    "transforms of pixels, then to-tensor or pil-to-tensor, then normalize",
                    transform.name() + (transform instanceof Normalize ? " before" : " after") + " the conversion");
        }
    }

    private static void checkChannels(Normalize normalize, int channels, int index) {
        int means = normalize.mean().size();
        if (means != 1 && means != channels) {
            throw new ShapeException(
                    "[" + index + "].mean",
                    "1 number, or one for each of " + channels + " channels",
                    means + " numbers");
        }
    }

    /**
     * What torchvision's models are evaluated with: the shorter side resized to 8/7 of the window's, the window in the
     * middle, ImageNet's normalization.
     *
     * @param window that a network takes
     */
    public static Preprocessing imageNet(Size window) {
        int shorter = Math.min(window.height(), window.width());
        int side = (int) Math.floor(shorter / IMAGENET_CROP_FRACTION);
        return new Preprocessing(
                List.of(Resize.shorterSide(side), new CenterCrop(window), new ToTensor(), Normalize.IMAGENET));
    }

    /** The transforms of pixels, in order. */
    List<PixelTransform> pixelTransforms() {
        return transforms.stream()
                .filter(PixelTransform.class::isInstance)
                .map(PixelTransform.class::cast)
                .toList();
    }

    /** Whether two applications to one image can differ. */
    public boolean isRandom() {
        return pixelTransforms().stream().anyMatch(PixelTransform::isRandom);
    }

    /** Channels of what leaves. */
    public int channels() {
        int channels = Pixels.RGB;
        for (PixelTransform transform : pixelTransforms()) {
            channels = transform.channelsAfter(channels);
        }
        return channels;
    }

    /** Height and width of what leaves, if they are the same for images of any size. */
    public Optional<Size> outputSize() {
        Optional<Size> size = Optional.empty();
        for (PixelTransform transform : pixelTransforms()) {
            size = transform.outputSize(size);
        }
        return size;
    }

    /**
     * Changes the pixels of an image.
     *
     * @param image in red, green and blue, or grey
     * @param random drawn from as the transforms need; may be null if none is random
     * @throws ShapeException if the image is too small for a transform; the setting is then {@code [i].size}
     */
    public Pixels apply(Pixels image, SplitMix64 random) {
        Pixels changed = image.toRgb();
        for (int i = 0; i < transforms.size(); i++) {
            if (transforms.get(i) instanceof PixelTransform transform) {
                try {
                    changed = transform.apply(changed, random);
                } catch (ShapeException e) {
                    throw new ShapeException("[" + i + "]." + e.setting(), e.expected(), e.received());
                }
            }
        }
        return changed;
    }

    /** What a pixel value of one channel becomes: torchvision's operations in 32-bit floats. */
    public float number(int value, int channel) {
        boolean scaled = transforms.stream().anyMatch(ToTensor.class::isInstance);
        return normalized(scaled ? value / 255f : value, channel);
    }

    /** What a number of one channel becomes that is in the network's units but for the normalization. */
    public float normalized(float number, int channel) {
        float value = number;
        for (ImageTransform transform : transforms) {
            if (transform instanceof Normalize normalize) {
                value = normalize.apply(value, channel);
            }
        }
        return value;
    }

    /**
     * Checks that images of numbers can be prepared: none of their pixels is changed.
     *
     * @param shape of the images
     * @throws ShapeException if there is a transform of pixels or a normalization for another number of channels; the setting
     *     is then {@code [i]} or {@code [i].mean}
     */
    public void checkNumbers(Shape shape) {
        for (int i = 0; i < transforms.size(); i++) {
            if (transforms.get(i) instanceof PixelTransform transform) {
                throw new ShapeException(
                        "[" + i + "]", "no transform of pixels, because the images are numbers", transform.name());
            }
            if (transforms.get(i) instanceof Normalize normalize) {
                checkChannels(normalize, shape.channels(), i);
            }
        }
    }

    private static String names(List<ImageTransform> transforms) {
        return transforms.isEmpty()
                ? "an empty list"
                : transforms.stream().map(ImageTransform::name).collect(Collectors.joining(", "));
    }
}
