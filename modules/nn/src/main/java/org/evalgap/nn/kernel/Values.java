package org.evalgap.nn.kernel;

/** Values in native memory, read and written from Java, whatever their precision. */
public interface Values {

    double get(int index);

    void set(int index, double value);

    /** Copies {@code length} heap values in. */
    void copyFrom(float[] source, int sourceOffset, int targetOffset, int length);

    /** Copies {@code length} values out to the heap. */
    void copyTo(int sourceOffset, float[] target, int targetOffset, int length);
}
