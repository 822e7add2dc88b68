package org.evalgap.models.tensor;

import java.nio.ByteBuffer;
import java.util.Locale;

/** What one element of a tensor is, as it lies in a file: little-endian, two's complement, IEEE 754. */
public enum ElementType {
    FLOAT64(8, true),
    FLOAT32(4, true),
    FLOAT16(2, true),
    BFLOAT16(2, true),
    INT64(8, false),
    INT32(4, false),
    INT16(2, false),
    INT8(1, false),
    UINT8(1, false),
    BOOL(1, false);

    private final int bytes;
    private final boolean floating;

    ElementType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /** Size of one element. */
    public int bytes() {
        return bytes;
    }

    public boolean floating() {
        return floating;
    }

    /** The name users know it by: {@code float32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param offset in bytes; {@code source} must be little-endian */
    public double read(ByteBuffer source, int offset) {
        return switch (this) {
            case FLOAT64 -> source.getDouble(offset);
            case FLOAT32 -> source.getFloat(offset);
            case FLOAT16 -> HalfPrecision.toFloat(source.getShort(offset));
            case BFLOAT16 -> Float.intBitsToFloat(source.getShort(offset) << 16);
            default -> readInteger(source, offset);
        };
    }

    /** As {@link #read}, exact for every integer type. */
    public long readInteger(ByteBuffer source, int offset) {
        return switch (this) {
            case INT64 -> source.getLong(offset);
            case INT32 -> source.getInt(offset);
            case INT16 -> source.getShort(offset);
            case INT8 -> source.get(offset);
            case UINT8, BOOL -> source.get(offset) & 0xff;
            default -> Math.round(read(source, offset));
        };
    }

    /** Rounds to nearest, ties to even, where this type is narrower. */
    public void write(ByteBuffer target, int offset, double value) {
        switch (this) {
            case FLOAT64 -> target.putDouble(offset, value);
            case FLOAT32 -> target.putFloat(offset, (float) value);
            case FLOAT16 -> target.putShort(offset, HalfPrecision.toHalf((float) value));
            case BFLOAT16 -> target.putShort(offset, HalfPrecision.toBrain((float) value));
            case INT64 -> target.putLong(offset, Math.round(value));
            case INT32 -> target.putInt(offset, (int) Math.round(value));
            case INT16 -> target.putShort(offset, (short) Math.round(value));
            case INT8, UINT8, BOOL -> target.put(offset, (byte) Math.round(value));
        }
    }
}
