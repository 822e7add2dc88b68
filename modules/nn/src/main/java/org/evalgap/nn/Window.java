package org.evalgap.nn;

import java.io.Serializable;

/**
 * Where a convolution or a pool looks: windows of {@code kernel} pixels, {@code dilation} apart, one every {@code stride}
 * pixels of an image that {@code padding} surrounds.
 *
 * @param kernel pixels of a window, at least 1 × 1
 * @param stride pixels between windows, at least 1 × 1
 * @param dilation pixels between the pixels of a window, at least 1 × 1; 1 × 1 is a window without holes
 * @param padding pixels added around the image
 */
public record Window(Size kernel, Size stride, Size dilation, Padding padding) implements Serializable {

    /**
     * A height and a width in pixels.
     *
     * @param height at least 1
     * @param width at least 1
     */
    public record Size(int height, int width) implements Serializable {
        public Size {
            if (height < 1 || width < 1) {
                throw new ShapeException("size", "a height and a width of at least 1", height + "x" + width);
            }
        }

        public static Size square(int side) {
            return new Size(side, side);
        }
    }

    /**
     * Pixels added on each side of an image.
     *
     * @param top above the first row, at least 0
     * @param left ahead of the first column, at least 0
     * @param bottom below the last row, at least 0
     * @param right behind the last column, at least 0
     */
    public record Padding(int top, int left, int bottom, int right) implements Serializable {

        public static final Padding NONE = new Padding(0, 0, 0, 0);

        public Padding {
            if (top < 0 || left < 0 || bottom < 0 || right < 0) {
                throw new ShapeException(
                        "padding",
                        "at least 0 pixels on each side",
                        top + ", " + left + ", " + bottom + " and " + right + " (top, left, bottom, right)");
            }
        }

        public static Padding all(int pixels) {
            return new Padding(pixels, pixels, pixels, pixels);
        }

        /** Whether opposite sides have the same. */
        public boolean symmetric() {
            return top == bottom && left == right;
        }

        /** The padded image. */
        public Shape around(Shape image) {
            return new Shape(top + image.height() + bottom, left + image.width() + right, image.channels());
        }
    }

    /** A square window without dilation and with the same padding on each side. */
    public static Window square(int kernel, int stride, int padding) {
        return new Window(Size.square(kernel), Size.square(stride), Size.square(1), Padding.all(padding));
    }

    /**
     * The windows on an image: one row and column for each.
     *
     * @param ceil whether a last window may reach over the padded image's end; one that would start behind the image and
     *     the padding ahead of it is left out, as PyTorch does
     * @throws ShapeException if no window fits
     */
    public Size count(Shape image, boolean ceil) {
        return new Size(
                count(
                        image.height(),
                        reach(kernel.height, dilation.height),
                        stride.height,
                        padding.top,
                        padding.bottom,
                        ceil),
                count(
                        image.width(),
                        reach(kernel.width, dilation.width),
                        stride.width,
                        padding.left,
                        padding.right,
                        ceil));
    }

    /** The same window on an image that carries its padding already. */
    Window unpadded() {
        return new Window(kernel, stride, dilation, Padding.NONE);
    }

    /** What has to surround an image for all windows to lie within: their padding, and what they cover behind it. */
    Padding reached(Shape image, boolean ceil) {
        Size count = count(image, ceil);
        int height = (count.height - 1) * stride.height + reach(kernel.height, dilation.height);
        int width = (count.width - 1) * stride.width + reach(kernel.width, dilation.width);
        return new Padding(
                padding.top,
                padding.left,
                Math.max(0, height - image.height() - padding.top),
                Math.max(0, width - image.width() - padding.left));
    }

    private static int reach(int kernel, int dilation) {
        return (kernel - 1) * dilation + 1;
    }

    private static int count(int size, int reach, int stride, int before, int after, boolean ceil) {
        int room = before + size + after - reach;
        if (room < 0) {
            throw new ShapeException(
                    "kernel", "at most the padded image side " + (before + size + after), Integer.toString(reach));
        }
        int count = (ceil ? (room + stride - 1) / stride : room / stride) + 1;
        return ceil && (count - 1) * stride >= size + before ? count - 1 : count;
    }
}
