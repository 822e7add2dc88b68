package org.evalgap.data.preprocessing;

import java.util.Optional;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.ShapeException;

/**
 * A window at a random place of the image, which is first surrounded by black: torchvision's {@code RandomCrop}. Every
 * place is equally likely.
 *
 * @param size of the window
 * @param padding black pixels added on each side, at least 0
 */
public record RandomCrop(Size size, int padding) implements PixelTransform {

    /** @throws ShapeException if the padding is negative */
    public RandomCrop {
        ImageTransform.atLeast("padding", 0, padding);
    }

    @Override
    public String name() {
        return "random-crop";
    }

    @Override
    public boolean isRandom() {
        return true;
    }

    @Override
    public Pixels apply(Pixels image, SplitMix64 random) {
        int spareRows = image.height() + 2 * padding - size.height();
        int spareColumns = image.width() + 2 * padding - size.width();
        if (spareRows < 0 || spareColumns < 0) {
            throw new ShapeException(
                    "size",
                    "at most the padded image " + (image.height() + 2 * padding) + "x" + (image.width() + 2 * padding),
                    size.toString());
        }
        int top = random.nextInt(spareRows + 1) - padding;
        int left = random.nextInt(spareColumns + 1) - padding;
        return Window.of(image, top, left, size.height(), size.width());
    }

    @Override
    public Optional<Size> outputSize(Optional<Size> input) {
        return Optional.of(size);
    }
}
