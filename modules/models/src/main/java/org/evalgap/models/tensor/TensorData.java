package org.evalgap.models.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor as it lies in a file: a view of the file's bytes, decoded on demand. Element i is the i-th in row-major
 * order, however the bytes lie.
 */
public final class TensorData {

    private final ElementType type;
    private final long[] shape;
    private final int length;
    private final ByteBuffer bytes;
    private final long offset;
    private final long[] strides;
    private final boolean contiguous;

    /**
     * @param bytes that hold at least every element the strides reach
     * @param offset of the first element, in elements
     * @param strides step along each dimension, in elements
     */
    public TensorData(ElementType type, long[] shape, ByteBuffer bytes, long offset, long[] strides) {
        this.type = type;
        this.shape = shape.clone();
        this.length = Math.toIntExact(length(shape));
        this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.offset = offset;
        this.strides = strides.clone();
        this.contiguous = Arrays.equals(strides, rowMajor(shape));
    }

    /** A tensor whose elements lie one after another. */
    public TensorData(ElementType type, long[] shape, ByteBuffer bytes) {
        this(type, shape, bytes, 0, rowMajor(shape));
    }

    public static TensorData ofFloats(float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new TensorData(ElementType.FLOAT32, shape, bytes);
    }

    public static TensorData ofLongs(long[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return new TensorData(ElementType.INT64, shape, bytes);
    }

    /** Values as bytes of a type, one after another. */
    public static ByteBuffer encode(ElementType type, double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, type.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            type.write(bytes, i * type.bytes(), values[i]);
        }
        return bytes;
    }

    public ElementType type() {
        return type;
    }

    public long[] shape() {
        return shape.clone();
    }

    /** Number of elements. */
    public int length() {
        return length;
    }

    /** @param index in row-major order */
    public double get(int index) {
        return type.read(bytes, byteOffset(index));
    }

    /** As {@link #get}, exact for every integer type. */
    public long getLong(int index) {
        return type.readInteger(bytes, byteOffset(index));
    }

    /** All elements in row-major order. */
    public float[] toFloats() {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) get(i);
        }
        return values;
    }

    /** The elements' own bytes in row-major order. */
    public byte[] toBytes() {
        byte[] values = new byte[length * type.bytes()];
        for (int i = 0; i < length; i++) {
            bytes.get(byteOffset(i), values, i * type.bytes(), type.bytes());
        }
        return values;
    }

    /** All elements in row-major order. */
    public long[] toLongs() {
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
            values[i] = getLong(i);
        }
        return values;
    }

    /** Where element {@code index} begins, in bytes. */
    public int byteOffset(int index) {
        if (contiguous) {
            return Math.toIntExact((offset + index) * type.bytes());
        }
        long position = offset;
        int rest = index;
        for (int d = shape.length - 1; d >= 0; d--) {
            position += rest % shape[d] * strides[d];
            rest = (int) (rest / shape[d]);
        }
        return Math.toIntExact(position * type.bytes());
    }

    /** The same elements in the same order under another shape of as many. */
    public TensorData reshaped(long[] newShape) {
        return contiguous
                ? new TensorData(type, newShape, bytes, offset, rowMajor(newShape))
                : new TensorData(type, newShape, ByteBuffer.wrap(toBytes()));
    }

    /** Dimension d of the result is dimension {@code order[d]} of this. */
    public TensorData permuted(int... order) {
        long[] newShape = new long[order.length];
        long[] newStrides = new long[order.length];
        for (int d = 0; d < order.length; d++) {
            newShape[d] = shape[order[d]];
            newStrides[d] = strides[order[d]];
        }
        return new TensorData(type, newShape, bytes, offset, newStrides);
    }

    /** Elements {@code start}, {@code start + step}, … of one dimension. */
    public TensorData sliced(int axis, long start, long step, long count) {
        long[] newShape = shape.clone();
        long[] newStrides = strides.clone();
        newShape[axis] = count;
        newStrides[axis] *= step;
        return new TensorData(type, newShape, bytes, offset + start * strides[axis], newStrides);
    }

    /** Without a dimension of one element. */
    public TensorData squeezed(int axis) {
        return new TensorData(type, without(shape, axis), bytes, offset, without(strides, axis));
    }

    private static long[] without(long[] values, int index) {
        long[] rest = Arrays.copyOf(values, values.length - 1);
        System.arraycopy(values, index + 1, rest, index, rest.length - index);
        return rest;
    }

    /** Repeated along dimensions of size 1, and along new ones ahead, until it has {@code newShape}. */
    public TensorData broadcast(long[] newShape) {
        long[] newStrides = new long[newShape.length];
        int added = newShape.length - shape.length;
        for (int d = 0; d < shape.length; d++) {
            newStrides[added + d] = shape[d] == 1 ? 0 : strides[d];
        }
        return new TensorData(type, newShape, bytes, offset, newStrides);
    }

    /** {@code 64x3x7x7}, or {@code scalar}. */
    public String shapeText() {
        return shapeText(shape);
    }

    public static String shapeText(long[] shape) {
        return shape.length == 0
                ? "a scalar"
                : String.join("x", Arrays.stream(shape).mapToObj(Long::toString).toList());
    }

    /**
     * Number of elements of a shape.
     *
     * @throws ArithmeticException if there are more than a long can count, or a size is negative
     */
    public static long length(long[] shape) {
        long length = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new ArithmeticException("a negative size: " + size);
            }
            length = Math.multiplyExact(length, size);
        }
        return length;
    }

    public static long[] rowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride = Math.multiplyExact(stride, shape[d]);
        }
        return strides;
    }
}
