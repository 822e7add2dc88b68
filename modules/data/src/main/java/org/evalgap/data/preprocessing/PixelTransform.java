package org.evalgap.data.preprocessing;

import java.util.Optional;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.ShapeException;

/** A change of an image's pixels. */
public sealed interface PixelTransform extends ImageTransform
        permits Resize, CenterCrop, RandomCrop, RandomResizedCrop, RandomHorizontalFlip, Grayscale, Bgr {

    /** Whether two applications to one image can differ. */
    default boolean isRandom() {
        return false;
    }

    /**
     * The changed image; {@code image} itself if nothing changes.
     *
     * @param random drawn from if the transform is random; else may be null
     * @throws ShapeException if the image is too small
     */
    Pixels apply(Pixels image, SplitMix64 random);

    /**
     * The size of what leaves, if it is the same for all images.
     *
     * @param input the size of what enters, if it is the same for all images
     */
    default Optional<Size> outputSize(Optional<Size> input) {
        return input;
    }

    /** The number of channels that leave when {@code input} enter. */
    default int channelsAfter(int input) {
        return input;
    }
}
