package org.evalgap.data.preprocessing;

import java.util.Optional;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.resampling.ResizeFilter;
import org.evalgap.nn.graph.ShapeException;

/**
 * A window of random area, shape and place, resized: torchvision's {@code RandomResizedCrop}. The area is uniform in parts
 * of the image, the logarithm of width / height is uniform; a window that does not fit is drawn anew, ten times at most, and
 * then the largest one in the middle is taken whose shape is in the range.
 *
 * @param size of what leaves
 * @param scale area of the window in parts of the image's
 * @param ratio width / height of the window
 * @param filter how pixels are interpolated
 * @param antialias as for {@link Resize}
 */
public record RandomResizedCrop(Size size, Range scale, Range ratio, ResizeFilter filter, boolean antialias)
        implements PixelTransform {

    private static final int ATTEMPTS = 10;

    private record Box(int top, int left, int height, int width) {}

    /** @throws ShapeException if the filter needs antialiasing */
    public RandomResizedCrop {
        Resize.checkFilter(filter, antialias);
    }

    @Override
    public String name() {
        return "random-resized-crop";
    }

    @Override
    public boolean isRandom() {
        return true;
    }

    @Override
    public Pixels apply(Pixels image, SplitMix64 random) {
        Box box = draw(image.height(), image.width(), random);
        Pixels window = Window.of(image, box.top, box.left, box.height, box.width);
        return filter.resize(window, size.height(), size.width(), antialias);
    }

    @Override
    public Optional<Size> outputSize(Optional<Size> input) {
        return Optional.of(size);
    }

    private Box draw(int rows, int columns, SplitMix64 random) {
        double area = (double) rows * columns;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double target = area * scale.draw(random);
            double shape = ratio.drawLogarithmically(random);
            int width = (int) Math.rint(Math.sqrt(target * shape));
            int height = (int) Math.rint(Math.sqrt(target / shape));
            if (width > 0 && width <= columns && height > 0 && height <= rows) {
                return new Box(random.nextInt(rows - height + 1), random.nextInt(columns - width + 1), height, width);
            }
        }
        return middle(rows, columns);
    }

    private Box middle(int rows, int columns) {
        double shape = (double) columns / rows;
        int width = columns;
        int height = rows;
        if (shape < ratio.minimum()) {
            height = (int) Math.rint(width / ratio.minimum());
        } else if (shape > ratio.maximum()) {
            width = (int) Math.rint(height * ratio.maximum());
        }
        return new Box((rows - height) / 2, (columns - width) / 2, height, width);
    }
}
