package org.evalgap.nn;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ops.impl.scalar.LeakyReLU;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarAdd;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMultiplication;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarReverseSubtraction;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarSet;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.any.Assign;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * Binds ND4J's older operations of one value at a time: with a scalar, a function, a copy between places. They need no
 * context and cost less to call than the operations of {@link Kernels}.
 */
final class ElementKernels {

    private final NativeOps ops = NativeBackend.ops();
    private final NativeMemory memory;

    ElementKernels(NativeMemory memory) {
        this.memory = memory;
    }

    /** Operations of a value x and a scalar s. */
    enum Scalar {
        /** x + s. */
        ADD(new ScalarAdd().opNum()),
        /** s · x. */
        MULTIPLY(new ScalarMultiplication().opNum()),
        /** s − x. */
        SUBTRACT_FROM(new ScalarReverseSubtraction().opNum()),
        /** max(x, s). */
        MAXIMUM(new ScalarMax().opNum()),
        /** min(x, s). */
        MINIMUM(new ScalarMin().opNum()),
        /** 1 where x &gt; s, else 0. */
        STEP(new Step().opNum()),
        /** max(x, s), for s = 0. */
        RELU(new RectifiedLinear().opNum()),
        /** x where x is not negative, else s · x. */
        LEAKY_RELU(new LeakyReLU().opNum()),
        /** s. */
        SET(new ScalarSet().opNum());

        private final int number;

        Scalar(int number) {
            this.number = number;
        }
    }

    /** Functions of a value. */
    enum Function {
        /** 1 / (1 + e⁻ˣ). */
        SIGMOID(new Sigmoid().opNum()),
        TANH(new Tanh().opNum()),
        EXP(new Exp().opNum()),
        /** Error function. */
        ERF(new Erf().opNum());

        private final int number;

        Function(int number) {
            this.number = number;
        }
    }

    /** z = operation(x, s); z may be x. */
    Call scalar(Scalar operation, Tensor x, double s, Tensor z) {
        OpaqueDataBuffer from = wrap(x);
        OpaqueDataBuffer to = wrap(z);
        Tensor value = memory.allocate(x.precision(), 1);
        value.values().set(0, s);
        OpaqueDataBuffer scalar = wrap(value);
        LongPointer shape = flatShape(x);
        LongPointer scalarShape = new LongPointer(NativeMemory.shapeInfo(x.precision()));
        return call(
                operation.name(),
                () -> ops.execScalar(
                        null, operation.number, from, shape, null, to, shape, null, scalar, scalarShape, null, null));
    }

    /** z = function(x); z may be x. */
    Call function(Function function, Tensor x, Tensor z) {
        OpaqueDataBuffer from = wrap(x);
        OpaqueDataBuffer to = wrap(z);
        LongPointer shape = flatShape(x);
        return call(
                function.name(),
                () -> ops.execTransformStrict(null, function.number, from, shape, null, to, shape, null, null));
    }

    /** Copies the values of one view to the places of another, of the same shape. */
    Call copy(View from, View to) {
        int assign = new Assign().opNum();
        OpaqueDataBuffer source = wrap(from.tensor());
        OpaqueDataBuffer target = wrap(to.tensor());
        LongPointer sourceShape = new LongPointer(from.shapeInfo());
        LongPointer targetShape = new LongPointer(to.shapeInfo());
        return call(
                "copy",
                () -> ops.execTransformAny(null, assign, source, sourceShape, null, target, targetShape, null, null));
    }

    /** x = 0. */
    static Call clear(Tensor x) {
        Pointer address = x.address();
        long bytes = x.length() * x.precision().bytes();
        return new Call("clear", () -> Pointer.memset(address, 0, bytes));
    }

    private Call call(String name, Runnable body) {
        return new Call(name, () -> {
            body.run();
            if (ops.lastErrorCode() != 0) {
                throw new IllegalStateException("native kernel " + name + " failed: " + ops.lastErrorMessage());
            }
        });
    }

    private static LongPointer flatShape(Tensor x) {
        return new LongPointer(NativeMemory.shapeInfo(x.precision(), x.length()));
    }

    private OpaqueDataBuffer wrap(Tensor x) {
        OpaqueDataBuffer buffer = OpaqueDataBuffer.externalizedDataBuffer(
                x.length(), x.precision().type(), x.address(), null);
        memory.onClose(() -> ops.deleteDataBuffer(buffer));
        return buffer;
    }
}
