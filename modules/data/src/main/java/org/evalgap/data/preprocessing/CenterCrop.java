package org.evalgap.data.preprocessing;

import java.util.Optional;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.random.SplitMix64;

/**
 * The window in the middle of the image: torchvision's {@code CenterCrop}. A smaller image is first surrounded by black; of
 * two middles the one is taken that Python's {@code round} gives, half to even.
 *
 * @param size of the window
 */
public record CenterCrop(Size size) implements PixelTransform {

    @Override
    public String name() {
        return "center-crop";
    }

    @Override
    public Pixels apply(Pixels image, SplitMix64 random) {
        return Window.of(
                image,
                start(image.height(), size.height()),
                start(image.width(), size.width()),
                size.height(),
                size.width());
    }

    private static int start(int side, int window) {
        // Padding is rounded down ahead of the image, which then has the window's size.
        return window > side ? -((window - side) / 2) : (int) Math.rint((side - window) / 2.0);
    }

    @Override
    public Optional<Size> outputSize(Optional<Size> input) {
        return Optional.of(size);
    }
}
