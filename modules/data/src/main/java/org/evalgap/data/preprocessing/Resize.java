package org.evalgap.data.preprocessing;

import java.util.List;
import java.util.Optional;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.resampling.ResizeFilter;
import org.evalgap.nn.graph.ShapeException;

/**
 * Another size of the whole image: torchvision's {@code Resize}.
 *
 * @param size one number for the shorter side, the longer one following in proportion (rounded down); or height and width
 * @param filter how pixels are interpolated
 * @param antialias whether the filter widens when the image shrinks: true as Pillow does, false as PyTorch does with
 *     tensors (its default until torchvision 0.17) and OpenCV with its usual filters, which exist for nearest, bilinear and
 *     bicubic
 */
public record Resize(List<Integer> size, ResizeFilter filter, boolean antialias) implements PixelTransform {

    /** @throws ShapeException if there are not one or two positive sizes, or the filter needs antialiasing */
    public Resize {
        size = List.copyOf(size);
        if (size.isEmpty() || size.size() > 2) {
            throw new ShapeException("size", "one number for the shorter side, or [height, width]", size.toString());
        }
        size.forEach(side -> ImageTransform.atLeast("size", 1, side));
        outputSize(size);
        checkFilter(filter, antialias);
    }

    private static Optional<Size> outputSize(List<Integer> size) {
        return size.size() == 2 ? Optional.of(new Size(size.get(0), size.get(1))) : Optional.empty();
    }

    static void checkFilter(ResizeFilter filter, boolean antialias) {
        if (!antialias && !filter.existsWithoutAntialias()) {
            throw new ShapeException(
                    "antialias", "true for any filter but nearest, bilinear and bicubic", Boolean.toString(antialias));
        }
    }

    /** Pillow's bilinear resize of the shorter side. */
    public static Resize shorterSide(int side) {
        return new Resize(List.of(side), ResizeFilter.BILINEAR, true);
    }

    /** Pillow's bilinear resize to height and width. */
    public static Resize to(Size size) {
        return new Resize(List.of(size.height(), size.width()), ResizeFilter.BILINEAR, true);
    }

    @Override
    public String name() {
        return "resize";
    }

    @Override
    public Pixels apply(Pixels image, SplitMix64 random) {
        Size target = outputSize(size).orElseGet(() -> proportional(new Size(image.height(), image.width())));
        return filter.resize(image, target.height(), target.width(), antialias);
    }

    @Override
    public Optional<Size> outputSize(Optional<Size> input) {
        return outputSize(size).or(() -> input.map(this::proportional));
    }

    private Size proportional(Size input) {
        int side = size.get(0);
        int shorter = Math.min(input.height(), input.width());
        int longer = Math.max(input.height(), input.width());
        int following = (int) ((double) ((long) side * longer) / shorter);
        return input.width() <= input.height() ? new Size(following, side) : new Size(side, following);
    }
}
