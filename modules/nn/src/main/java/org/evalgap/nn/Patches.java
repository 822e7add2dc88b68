package org.evalgap.nn;

import java.util.Arrays;

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

    Patches(LayerSpec.Conv2d spec, Shape image) {
        kernel = spec.kernel();
        stride = spec.stride();
        padding = spec.padding();
        this.image = image;
        output = spec.outputShape(image);
        segment = kernel * image.channels();
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
            for (int y = 0; y < output.height(); y++) {
                for (int x = 0; x < output.width(); x++) {
                    int left = x * stride - padding;
                    boolean inside = left >= 0 && left + kernel <= image.width();
                    for (int k = 0; k < kernel; k++) {
                        int row = y * stride + k - padding;
                        if (row < 0 || row >= image.height()) {
                            Arrays.fill(target, at, at + segment, 0);
                        } else if (inside) {
                            int from = ((n * image.height() + row) * image.width() + left) * image.channels();
                            for (int i = 0; i < segment; i++) {
                                target[at + i] = images[from + i];
                            }
                        } else {
                            fillEdge(images, (n * image.height() + row) * image.width(), left, target, at);
                        }
                        at += segment;
                    }
                }
            }
        }
    }

    private void fillEdge(float[] images, int row, int left, float[] target, int at) {
        int channels = image.channels();
        for (int k = 0; k < kernel; k++) {
            int column = left + k;
            for (int c = 0; c < channels; c++) {
                target[at + k * channels + c] =
                        column < 0 || column >= image.width() ? 0 : images[(row + column) * channels + c];
            }
        }
    }
}
