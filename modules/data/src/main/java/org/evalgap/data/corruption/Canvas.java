package org.evalgap.data.corruption;

import org.evalgap.nn.graph.Shape;

/** One image [H, W, C] inside a longer array, with values from 0 to 255, to be changed in place. */
final class Canvas {

    static final float WHITE = 255;

    /** Side of the images that lengths are given for: a length in pixels of MNIST. */
    private static final double SIDE = 28;

    private final float[] values;
    private final int offset;
    final int height;
    final int width;
    final int channels;

    Canvas(float[] values, int offset, Shape shape) {
        this(values, offset, shape.height(), shape.width(), shape.channels());
    }

    private Canvas(float[] values, int offset, int height, int width, int channels) {
        this.values = values;
        this.offset = offset;
        this.height = height;
        this.width = width;
        this.channels = channels;
    }

    /** A new image of the same height and width, at first black. */
    Canvas blank(int ofChannels) {
        return new Canvas(new float[height * width * ofChannels], 0, height, width, ofChannels);
    }

    Canvas copy() {
        Canvas copy = blank(channels);
        System.arraycopy(values, offset, copy.values, 0, size());
        return copy;
    }

    /** H·W·C. */
    int size() {
        return height * width * channels;
    }

    float get(int index) {
        return values[offset + index];
    }

    float get(int y, int x, int channel) {
        return values[offset + (y * width + x) * channels + channel];
    }

    /** Sets a value, limited to 0 … 255. */
    void set(int index, double value) {
        values[offset + index] = (float) Math.max(0, Math.min(WHITE, value));
    }

    void set(int y, int x, int channel, double value) {
        set((y * width + x) * channels + channel, value);
    }

    /** Sets a value as it is. */
    void put(int y, int x, int channel, double value) {
        values[offset + (y * width + x) * channels + channel] = (float) value;
    }

    /** One of MNIST's pixels in pixels of this image, which may be of another size. */
    double unit() {
        return Math.min(height, width) / SIDE;
    }

    /** The value between pixels, bilinear; outside the image is black. */
    double sample(double y, double x, int channel) {
        int top = (int) Math.floor(y);
        int left = (int) Math.floor(x);
        double down = y - top;
        double right = x - left;
        return (1 - down) * ((1 - right) * orBlack(top, left, channel) + right * orBlack(top, left + 1, channel))
                + down * ((1 - right) * orBlack(top + 1, left, channel) + right * orBlack(top + 1, left + 1, channel));
    }

    /** The same; outside the image is its border. */
    double sampleOrBorder(double y, double x, int channel) {
        return sample(Math.max(0, Math.min(height - 1, y)), Math.max(0, Math.min(width - 1, x)), channel);
    }

    private float orBlack(int y, int x, int channel) {
        return y < 0 || y >= height || x < 0 || x >= width ? 0 : get(y, x, channel);
    }
}
