package org.evalgap.nn;

import org.bytedeco.javacpp.Pointer;

/**
 * Values of a tensor in an order of their own: value (i, j, …) lies i · strides[0] + j · strides[1] + … behind the
 * tensor's first.
 */
record View(Tensor tensor, long[] shape, long[] strides) {

    /** All of a tensor as it lies. */
    static View of(Tensor x, long... shape) {
        Tensor shaped = x.reshape(shape);
        long[] strides = new long[shape.length];
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= shape[i];
        }
        return new View(shaped, shape, strides);
    }

    /** Channels {@code from} to before {@code from + count} of x [N, H, W, C]. */
    static View channels(Tensor x, int from, int count) {
        long[] shape = x.shape();
        return inside(x, from, shape[0], shape[1], shape[2], count);
    }

    /** The pixels of x [N, H, W, C] from row {@code top} and column {@code left} on. */
    static View pixels(Tensor x, int top, int left, Shape part) {
        long[] shape = x.shape();
        return inside(x, (top * shape[2] + left) * shape[3], shape[0], part.height(), part.width(), part.channels());
    }

    /** The same values with two dimensions in each other's place. */
    View transpose(int i, int j) {
        long[] newShape = shape.clone();
        long[] newStrides = strides.clone();
        newShape[i] = shape[j];
        newShape[j] = shape[i];
        newStrides[i] = strides[j];
        newStrides[j] = strides[i];
        return new View(tensor, newShape, newStrides);
    }

    Pointer shapeInfo() {
        return NativeMemory.shapeInfo(tensor.precision(), shape, strides);
    }

    private static View inside(Tensor x, long offset, long... shape) {
        View all = of(x, x.shape());
        Tensor rest = x.reshape(x.length()).part(offset, x.length() - offset);
        return new View(rest, shape, all.strides);
    }
}
