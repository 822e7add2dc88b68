package org.evalgap.data.source;

import java.nio.ByteBuffer;

/** Reads the values of an NPY array from its bytes. */
final class NpyValues {

    private final NpyHeader header;
    private final ByteBuffer bytes;

    NpyValues(NpyHeader header, byte[] bytes) {
        this.header = header;
        this.bytes = ByteBuffer.wrap(bytes).order(header.order());
    }

    /** Value {@code index} of a float array. */
    float number(int index) {
        return switch (header.type()) {
            case "f2" -> half(bytes.getShort(index * Short.BYTES));
            case "f4" -> bytes.getFloat(index * Float.BYTES);
            case "f8" -> (float) bytes.getDouble(index * Double.BYTES);
            default -> integer(index);
        };
    }

    /** Value {@code index} of an integer array; of 64 bits without a sign only those below 2⁶³. */
    long integer(int index) {
        int at = index * header.valueBytes();
        return switch (header.type()) {
            case "u1" -> bytes.get(at) & 0xff;
            case "u2" -> bytes.getShort(at) & 0xffff;
            case "u4" -> bytes.getInt(at) & 0xffffffffL;
            case "i1" -> bytes.get(at);
            case "i2" -> bytes.getShort(at);
            case "i4" -> bytes.getInt(at);
            case "i8", "u8" -> bytes.getLong(at);
            default -> throw new IllegalStateException("values: expected integers, received " + header.type());
        };
    }

    // IEEE 754 binary16
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
