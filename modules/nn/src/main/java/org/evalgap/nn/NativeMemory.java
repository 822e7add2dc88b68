package org.evalgap.nn;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * Native memory with one owner and one end: whatever was allocated here is freed by {@link #close}, in reverse order.
 *
 * <p>Buffers come from ND4J's own allocator, so its live-byte counter sees them, but not from {@code INDArray}: those
 * are freed when the garbage collector finds them, which for a small heap and large buffers is too late.
 */
final class NativeMemory implements AutoCloseable {

    private final NativeOps ops = NativeBackend.ops();
    private final Deque<Runnable> releases = new ArrayDeque<>();
    private long bytes;

    /** A zeroed tensor of this shape. */
    Tensor allocate(Precision precision, long... shape) {
        // An empty array would have no address.
        long length = Math.max(1, Tensor.length(shape));
        OpaqueDataBuffer buffer = OpaqueDataBuffer.allocateDataBuffer(length, precision.type(), false);
        onClose(() -> {
            ops.dbClose(buffer);
            ops.deleteDataBuffer(buffer);
        });
        long size = length * precision.bytes();
        bytes += size;
        Pointer address = buffer.primaryBuffer();
        Pointer.memset(address, 0, size);
        return new Tensor(precision, address, 0, shape);
    }

    /** Runs {@code release} when this memory is closed. */
    void onClose(Runnable release) {
        releases.push(release);
    }

    /** Bytes allocated so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        while (!releases.isEmpty()) {
            releases.pop().run();
        }
    }

    /** ND4J's description of a row-major array; cached by ND4J for the life of the process. */
    static Pointer shapeInfo(Precision precision, long... shape) {
        DataBuffer description = Nd4j.getShapeInfoProvider()
                .createShapeInformation(shape, 'c', precision.type())
                .getFirst();
        return description.addressPointer();
    }

    /** The same of an array that lies with gaps or in another order: {@code strides} are values between neighbours. */
    static Pointer shapeInfo(Precision precision, long[] shape, long[] strides) {
        // An "element-wise stride" of 0 says that there is none.
        DataBuffer description = Nd4j.getShapeInfoProvider()
                .createShapeInformation(shape, strides, 0, 'c', precision.type(), false)
                .getFirst();
        return description.addressPointer();
    }
}
