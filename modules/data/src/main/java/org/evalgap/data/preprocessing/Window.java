package org.evalgap.data.preprocessing;

import org.evalgap.data.image.Pixels;

/** Cuts rectangles out of images. */
final class Window {

    private Window() {}

    /**
     * The rectangle that begins at a row and column of the image, which may lie outside of it; what is outside is black.
     */
    static Pixels of(Pixels image, int top, int left, int height, int width) {
        if (top == 0 && left == 0 && height == image.height() && width == image.width()) {
            return image;
        }
        int channels = image.channels();
        byte[] target = new byte[height * width * channels];
        int from = Math.max(0, -left);
        int to = Math.min(width, image.width() - left);
        for (int y = Math.max(0, -top); y < Math.min(height, image.height() - top); y++) {
            if (from < to) {
                int source = ((top + y) * image.width() + left + from) * channels;
                System.arraycopy(image.values(), source, target, (y * width + from) * channels, (to - from) * channels);
            }
        }
        return new Pixels(height, width, channels, target);
    }
}
