package org.evalgap.data.resampling;

import java.util.function.DoubleUnaryOperator;
import org.evalgap.data.image.Pixels;

/**
 * How a resized image is interpolated: Pillow's filters and, except for {@link #NEAREST}, their kernels as functions of
 * the distance from a pixel's centre, in pixels of the larger of input and output.
 */
public enum ResizeFilter {
    /** The pixel under the output pixel's centre. */
    NEAREST(0, x -> Double.NaN),
    /** The mean of the pixels under the output pixel. */
    BOX(0.5, x -> x > -0.5 && x <= 0.5 ? 1 : 0),
    /** A triangle: torchvision's default. */
    BILINEAR(1, x -> Math.max(0, 1 - Math.abs(x))),
    /** A sinc under Hamming's window. */
    HAMMING(1, ResizeFilter::hamming),
    /** Keys' cubic with a = −0.5. */
    BICUBIC(2, x -> cubic(Math.abs(x), -0.5)),
    /** A sinc under Lanczos' window of three lobes. */
    LANCZOS(3, x -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0);

    private final double support;
    private final DoubleUnaryOperator kernel;

    ResizeFilter(double support, DoubleUnaryOperator kernel) {
        this.support = support;
        this.kernel = kernel;
    }

    /**
     * Resizes an image.
     *
     * @param image to resize
     * @param height of what leaves, at least 1
     * @param width of what leaves, at least 1
     * @param antialias whether the kernel widens when the image shrinks: true for Pillow's arithmetic, false for PyTorch's,
     *     which this filter has to {@link #existsWithoutAntialias exist} for
     * @return the image itself if it has that size
     */
    public Pixels resize(Pixels image, int height, int width, boolean antialias) {
        if (height == image.height() && width == image.width()) {
            return image;
        }
        return antialias
                ? PillowResampling.resize(image, height, width, this)
                : TensorResampling.resize(image, height, width, this);
    }

    /** Whether PyTorch's and OpenCV's resizes that do not antialias know this filter. */
    public boolean existsWithoutAntialias() {
        return this == NEAREST || this == BILINEAR || this == BICUBIC;
    }

    /** Half of the kernel's width. */
    double support() {
        return support;
    }

    /** The kernel's height at a distance. */
    double weight(double distance) {
        return kernel.applyAsDouble(distance);
    }

    /** Keys' cubic kernel at a distance of at least 0. */
    static double cubic(double x, double a) {
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    private static double hamming(double distance) {
        double x = Math.abs(distance);
        if (x == 0) {
            return 1;
        }
        if (x >= 1) {
            return 0;
        }
        double angle = x * Math.PI;
        // Pillow has the window's constants as 32-bit floats.
        return StrictMath.sin(angle) / angle * (0.54f + 0.46f * StrictMath.cos(angle));
    }

    private static double sinc(double x) {
        if (x == 0) {
            return 1;
        }
        double angle = x * Math.PI;
        return StrictMath.sin(angle) / angle;
    }
}
