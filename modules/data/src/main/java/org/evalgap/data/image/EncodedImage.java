package org.evalgap.data.image;

/**
 * An image file's bytes.
 *
 * @param bytes of a JPEG or PNG file; not copied, not to be written
 */
public record EncodedImage(byte[] bytes) implements ImageContent {}
