package org.evalgap.data.preprocessing;

import org.evalgap.data.image.Pixels;
import org.evalgap.data.random.SplitMix64;

/** Swaps red and blue: the order of OpenCV and of Caffe's models. */
public record Bgr() implements PixelTransform {

    @Override
    public String name() {
        return "bgr";
    }

    @Override
    public Pixels apply(Pixels image, SplitMix64 random) {
        if (image.channels() != Pixels.RGB) {
            return image;
        }
        byte[] swapped = image.values().clone();
        for (int i = 0; i < swapped.length; i += Pixels.RGB) {
            swapped[i] = image.values()[i + 2];
            swapped[i + 2] = image.values()[i];
        }
        return new Pixels(image.height(), image.width(), Pixels.RGB, swapped);
    }
}
