package org.evalgap.data.image;

/** The images that the generators of golden values make too: upper bytes of a linear congruential generator. */
public final class NoiseImage {

    private NoiseImage() {}

    public static Pixels of(int height, int width) {
        byte[] values = new byte[height * width * Pixels.RGB];
        int state = height * 65536 + width;
        for (int i = 0; i < values.length; i++) {
            state = state * 1664525 + 1013904223;
            values[i] = (byte) (state >>> 24);
        }
        return new Pixels(height, width, Pixels.RGB, values);
    }
}
