package org.evalgap.nn;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** A row-major view of native memory. It owns nothing: the {@link NativeMemory} it came from must outlive it. */
final class Tensor {

    private final Precision precision;
    private final Pointer base;
    private final long offset;
    private final long[] shape;
    private final long length;
    private final Pointer address;

    Tensor(Precision precision, Pointer base, long offset, long... shape) {
        this.precision = precision;
        this.base = base;
        this.offset = offset;
        this.shape = shape.clone();
        this.length = length(shape);
        this.address = precision == Precision.FLOAT
                ? new FloatPointer(base).getPointer(FloatPointer.class, offset).capacity(length)
                : new DoublePointer(base)
                        .getPointer(DoublePointer.class, offset)
                        .capacity(length);
    }

    static long length(long... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    Precision precision() {
        return precision;
    }

    long[] shape() {
        return shape.clone();
    }

    long length() {
        return length;
    }

    /** Size of the last dimension. */
    int channels() {
        return (int) shape[shape.length - 1];
    }

    /** Number of rows when seen as a matrix whose columns are the last dimension. */
    int rows() {
        return (int) (length() / channels());
    }

    Pointer address() {
        return address;
    }

    FloatPointer floats() {
        return (FloatPointer) address;
    }

    DoublePointer doubles() {
        return (DoublePointer) address;
    }

    /** Whether both begin at one place in memory: views of one buffer, as far as the engine makes them. */
    boolean sharesStart(Tensor other) {
        return address.address() == other.address.address();
    }

    /** The same values under another shape of the same length. */
    Tensor reshape(long... newShape) {
        if (length(newShape) != length()) {
            throw new IllegalArgumentException(
                    "cannot view " + Arrays.toString(shape) + " as " + Arrays.toString(newShape));
        }
        return new Tensor(precision, base, offset, newShape);
    }

    /** {@code count} entries of the first dimension, from {@code first}. */
    Tensor slice(int first, int count) {
        long[] part = shape.clone();
        if (first < 0 || count < 1 || first + count > shape[0]) {
            throw new IndexOutOfBoundsException(first + ".." + (first + count) + " of " + shape[0]);
        }
        part[0] = count;
        return new Tensor(precision, base, offset + first * (length() / shape[0]), part);
    }

    /** A part of a flat tensor under a shape of its own. */
    Tensor part(long first, long... partShape) {
        if (first < 0 || first + length(partShape) > length()) {
            throw new IndexOutOfBoundsException(first + " + " + Arrays.toString(partShape) + " of " + length());
        }
        return new Tensor(precision, base, offset + first, partShape);
    }

    /** Element access from Java: for small vectors and for moving whole arrays. */
    Values values() {
        return precision == Precision.FLOAT
                ? new FloatValues((FloatBuffer) floats().asBuffer())
                : new DoubleValues((DoubleBuffer) doubles().asBuffer());
    }

    private record FloatValues(FloatBuffer buffer) implements Values {
        @Override
        public double get(int index) {
            return buffer.get(index);
        }

        @Override
        public void set(int index, double value) {
            buffer.put(index, (float) value);
        }

        @Override
        public void copyFrom(float[] source, int sourceOffset, int targetOffset, int length) {
            buffer.put(targetOffset, source, sourceOffset, length);
        }

        @Override
        public void copyTo(int sourceOffset, float[] target, int targetOffset, int length) {
            buffer.get(sourceOffset, target, targetOffset, length);
        }
    }

    private record DoubleValues(DoubleBuffer buffer) implements Values {
        @Override
        public double get(int index) {
            return buffer.get(index);
        }

        @Override
        public void set(int index, double value) {
            buffer.put(index, value);
        }

        @Override
        public void copyFrom(float[] source, int sourceOffset, int targetOffset, int length) {
            for (int i = 0; i < length; i++) {
                buffer.put(targetOffset + i, source[sourceOffset + i]);
            }
        }

        @Override
        public void copyTo(int sourceOffset, float[] target, int targetOffset, int length) {
            for (int i = 0; i < length; i++) {
                target[targetOffset + i] = (float) buffer.get(sourceOffset + i);
            }
        }
    }
}
