package org.evalgap.nn;

/**
 * The patches of images that a convolution sees: one row [k, k, C] for each output pixel, zero where the kernel stands
 * over the padding.
 */
final class Patches {

    private final int kernel;
    private final int stride;
    private final int padding;
    private final Shape image;
    private final Shape output;
    private final int segment;
    /** Values of one row of {@link #padded}. */
    private final int paddedWidth;

    private final float[] padded;

    Patches(LayerSpec.Conv2d spec, Shape image) {
        kernel = spec.kernel();
        stride = spec.stride();
        padding = spec.padding();
        this.image = image;
        output = spec.outputShape(image);
        segment = kernel * image.channels();
        paddedWidth = (image.width() + 2 * padding) * image.channels();
        padded = new float[(image.height() + 2 * padding) * paddedWidth];
    }

    /** Values of one patch: k · k · C. */
    int size() {
        return kernel * segment;
    }

    /**
     * Writes the patches of some images.
     *
     * @param images [N, H, W, C]
     * @param first image to take
     * @param count how many
     * @param target receives [count, H', W', k, k, C]
     */
    void fill(float[] images, int first, int count, float[] target) {
        int at = 0;
        for (int n = first; n < first + count; n++) {
            pad(images, n);
            for (int y = 0; y < output.height(); y++) {
                for (int x = 0; x < output.width(); x++) {
                    int from = (y * paddedWidth + x * image.channels()) * stride;
                    for (int k = 0; k < kernel; k++) {
                        for (int i = 0; i < segment; i++) {
                            target[at + i] = padded[from + i];
                        }
                        at += segment;
                        from += paddedWidth;
                    }
                }
            }
        }
    }

    /** Copies image {@code n} into the middle of {@link #padded}, whose border stays zero. */
    private void pad(float[] images, int n) {
        int row = image.width() * image.channels();
        for (int y = 0; y < image.height(); y++) {
            System.arraycopy(
                    images,
                    n * image.size() + y * row,
                    padded,
                    (y + padding) * paddedWidth + padding * image.channels(),
                    row);
        }
    }
}
