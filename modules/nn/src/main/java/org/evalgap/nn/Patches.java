package org.evalgap.nn;

/**
 * The patches of images that a convolution sees: one row [kh, kw, C] for each output pixel, zero where the kernel stands
 * over the padding.
 */
final class Patches {

    private final Window window;
    private final Shape image;
    private final Shape output;
    private final int segment;
    /** Values of one row of {@link #padded}. */
    private final int paddedWidth;

    private final float[] padded;

    /** @param window without dilation */
    Patches(Window window, Shape image) {
        this.window = window;
        this.image = image;
        Window.Size count = window.count(image, false);
        output = new Shape(count.height(), count.width(), 1);
        segment = window.kernel().width() * image.channels();
        Shape around = window.padding().around(image);
        paddedWidth = around.width() * image.channels();
        padded = new float[around.height() * paddedWidth];
    }

    /** Values of one patch: kh · kw · C. */
    int size() {
        return window.kernel().height() * segment;
    }

    /**
     * Writes the patches of some images.
     *
     * @param images [N, H, W, C]
     * @param first image to take
     * @param count how many
     * @param target receives [count, H', W', kh, kw, C]
     */
    void fill(float[] images, int first, int count, float[] target) {
        int at = 0;
        for (int n = first; n < first + count; n++) {
            pad(images, n);
            for (int y = 0; y < output.height(); y++) {
                for (int x = 0; x < output.width(); x++) {
                    int from = y * window.stride().height() * paddedWidth
                            + x * window.stride().width() * image.channels();
                    for (int k = 0; k < window.kernel().height(); k++) {
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
                    (y + window.padding().top()) * paddedWidth
                            + window.padding().left() * image.channels(),
                    row);
        }
    }
}
