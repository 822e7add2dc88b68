package org.evalgap.data.image;

/**
 * What a file holds.
 *
 * @param pixels red, green and blue, or grey
 * @param orientation how the file says (in EXIF) that the image should be turned or mirrored: 2 to 8; 1 for not at all. The
 *     pixels are as stored, whatever it says.
 */
public record DecodedImage(Pixels pixels, int orientation) {

    /** The orientation of an image that is stored as it is meant to be seen. */
    public static final int UPRIGHT = 1;
}
