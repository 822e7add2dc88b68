package org.evalgap.data.image;

import java.awt.image.Raster;

/** What the channels of a JPEG file are, and how they become red, green and blue: in libjpeg's and Pillow's fixed point. */
enum JpegColor {
    GREY {
        @Override
        void convert(int[] row, int width, byte[] target, int offset) {
            for (int x = 0; x < width; x++) {
                target[offset + x] = (byte) row[x];
            }
        }
    },
    RGB {
        @Override
        void convert(int[] row, int width, byte[] target, int offset) {
            for (int i = 0; i < width * Pixels.RGB; i++) {
                target[offset + i] = (byte) row[i];
            }
        }
    },
    YCC {
        @Override
        void convert(int[] row, int width, byte[] target, int offset) {
            for (int i = 0; i < width * Pixels.RGB; i += Pixels.RGB) {
                toRgb(row, i);
                for (int channel = 0; channel < Pixels.RGB; channel++) {
                    target[offset + i + channel] = (byte) row[i + channel];
                }
            }
        }
    },
    /** Adobe's, inverted: 0 is full ink. */
    CMYK {
        @Override
        void convert(int[] row, int width, byte[] target, int offset) {
            for (int x = 0; x < width; x++) {
                int black = row[x * INKS + Pixels.RGB];
                for (int channel = 0; channel < Pixels.RGB; channel++) {
                    int ink = WHITE - row[x * INKS + channel];
                    target[offset + x * Pixels.RGB + channel] = (byte) Math.max(0, black - product(ink, black));
                }
            }
        }
    },
    YCCK {
        @Override
        void convert(int[] row, int width, byte[] target, int offset) {
            for (int i = 0; i < width * INKS; i += INKS) {
                toRgb(row, i);
                for (int channel = 0; channel < Pixels.RGB; channel++) {
                    row[i + channel] = WHITE - row[i + channel];
                }
            }
            CMYK.convert(row, width, target, offset);
        }
    };

    private static final int WHITE = 255;
    private static final int INKS = 4;
    private static final int CENTER = 128;

    // The coefficients of ITU-R BT.601 in units of 2⁻¹⁶.
    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);
    private static final int RED_OF_CR = 91881;
    private static final int GREEN_OF_CB = -22554;
    private static final int GREEN_OF_CR = -46802;
    private static final int BLUE_OF_CB = 116130;

    /** Converts {@code width} pixels from the file's channels, which may be overwritten. */
    abstract void convert(int[] row, int width, byte[] target, int offset);

    /** The pixels of a raster of the file's channels: grey, or red, green and blue. */
    Pixels pixels(Raster raster) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int channels = this == GREY ? 1 : Pixels.RGB;
        byte[] values = new byte[height * width * channels];
        int[] row = new int[width * raster.getNumBands()];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            convert(row, width, values, y * width * channels);
        }
        return new Pixels(height, width, channels, values);
    }

    private static void toRgb(int[] row, int at) {
        int luma = row[at];
        int cb = row[at + 1] - CENTER;
        int cr = row[at + 2] - CENTER;
        row[at] = limited(luma + (RED_OF_CR * cr + HALF >> BITS));
        row[at + 1] = limited(luma + (GREEN_OF_CB * cb + GREEN_OF_CR * cr + HALF >> BITS));
        row[at + 2] = limited(luma + (BLUE_OF_CB * cb + HALF >> BITS));
    }

    private static int limited(int value) {
        return Math.max(0, Math.min(WHITE, value));
    }

    // a · b / 255, rounded, as Pillow approximates it
    private static int product(int a, int b) {
        int product = a * b + CENTER;
        return (product >> 8) + product >> 8;
    }
}
