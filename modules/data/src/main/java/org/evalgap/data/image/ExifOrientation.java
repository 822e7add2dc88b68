package org.evalgap.data.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds the orientation in EXIF's first directory of tags, a TIFF file within the image file. */
final class ExifOrientation {

    private static final int TAG = 0x0112;
    private static final int LAST = 8;
    private static final int ENTRY_BYTES = 12;
    private static final int VALUE_OFFSET = 8;

    private ExifOrientation() {}

    /** The orientation, 1 to 8; 1 if there is none or the directory is damaged. */
    static int of(byte[] file, int from, int to) {
        try {
            return find(ByteBuffer.wrap(file, from, to - from).slice());
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return DecodedImage.UPRIGHT;
        }
    }

    private static int find(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        tiff.position(tiff.getInt(4));
        int entries = tiff.getShort() & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = tiff.position() + i * ENTRY_BYTES;
            if ((tiff.getShort(entry) & 0xffff) == TAG) {
                int value = tiff.getShort(entry + VALUE_OFFSET);
                return value > 0 && value <= LAST ? value : DecodedImage.UPRIGHT;
            }
        }
        return DecodedImage.UPRIGHT;
    }
}
