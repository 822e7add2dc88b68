package org.evalgap.nn;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dasum;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_daxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dcopy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dscal;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sasum;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_scopy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sscal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueContext;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * Binds native kernels to tensors: each method prepares one call that computes what its Javadoc says whenever it runs.
 *
 * <p>A call through ND4J's executioner builds a native context each time, at ten times the cost of a small kernel; here
 * the context is built once. What is prepared lives in {@code memory} and ends with it.
 */
final class Kernels {

    private static final Map<String, Long> OP_HASHES = new ConcurrentHashMap<>();
    private static final int RELU = new RectifiedLinear().opNum();
    private static final int STEP = new Step().opNum();

    private final NativeOps ops = NativeBackend.ops();
    private final NativeMemory memory;

    Kernels(NativeMemory memory) {
        this.memory = memory;
    }

    /** z = x ∘ y, all of one shape; z may be x or y. */
    Call multiply(Tensor x, Tensor y, Tensor z) {
        return op("multiply", new Tensor[] {flat(x), flat(y)}, new Tensor[] {flat(z)});
    }

    /** z = x + y, all of one shape; z may be x or y. */
    Call add(Tensor x, Tensor y, Tensor z) {
        return op("add", new Tensor[] {flat(x), flat(y)}, new Tensor[] {flat(z)});
    }

    /** z = x. */
    Call copy(Tensor x, Tensor z) {
        int length = (int) x.length();
        if (x.precision() == Precision.FLOAT) {
            FloatPointer px = x.floats();
            FloatPointer pz = z.floats();
            return new Call("copy", () -> cblas_scopy(length, px, 1, pz, 1));
        }
        DoublePointer px = x.doubles();
        DoublePointer pz = z.doubles();
        return new Call("copy", () -> cblas_dcopy(length, px, 1, pz, 1));
    }

    /** z[i] = x[i] · v[i mod the length of v], which divides x's: v is one value per channel, repeated. z may be x. */
    Call multiplyChannels(Tensor x, Tensor v, Tensor z) {
        long rows = x.length() / v.length();
        return op("multiply", new Tensor[] {x.reshape(rows, v.length()), flat(v)}, new Tensor[] {
            z.reshape(rows, v.length())
        });
    }

    /** z[r, c] = x[r, c] + v[c]; z may be x. */
    Call addChannels(Tensor x, Tensor v, Tensor z) {
        return op("biasadd", new Tensor[] {matrix(x), flat(v)}, new Tensor[] {matrix(z)}, 0);
    }

    /** sums[c] = Σ_r x[r, c]; {@code ones} holds at least as many ones as x has rows. */
    Call columnSums(Tensor x, Tensor ones, Tensor sums) {
        int rows = x.rows();
        int columns = x.channels();
        if (x.precision() == Precision.FLOAT) {
            FloatPointer px = x.floats();
            FloatPointer p1 = ones.floats();
            FloatPointer ps = sums.floats();
            return new Call(
                    "column sums",
                    () -> cblas_sgemv(CblasRowMajor, CblasTrans, rows, columns, 1, px, columns, p1, 1, 0, ps, 1));
        }
        DoublePointer px = x.doubles();
        DoublePointer p1 = ones.doubles();
        DoublePointer ps = sums.doubles();
        return new Call(
                "column sums",
                () -> cblas_dgemv(CblasRowMajor, CblasTrans, rows, columns, 1, px, columns, p1, 1, 0, ps, 1));
    }

    /** z = max(x, 0); z may be x. */
    Call relu(Tensor x, Tensor z) {
        return compareWithZero("relu", RELU, x, z);
    }

    /** z = 1 where x &gt; 0, else 0. */
    Call step(Tensor x, Tensor z) {
        return compareWithZero("step", STEP, x, z);
    }

    /** y = x ⋆ w: x [N, H, W, I], w [k, k, I, O], y [N, H', W', O]. */
    Call convolution(Tensor x, Tensor w, Tensor y, LayerSpec.Conv2d spec) {
        return op("conv2d", new Tensor[] {x, w}, new Tensor[] {y}, convolutionArguments(spec));
    }

    /** Both gradients of {@link #convolution}; the op cannot leave one out. */
    Call convolutionGradients(Tensor x, Tensor w, Tensor dy, Tensor dx, Tensor dw, LayerSpec.Conv2d spec) {
        return op("conv2d_bp", new Tensor[] {x, w, dy}, new Tensor[] {dx, dw}, convolutionArguments(spec));
    }

    /** y = maximum over k × k windows with stride k: x [N, H, W, C], y [N, H/k, W/k, C]. */
    Call maxPool(Tensor x, Tensor y, int kernel) {
        return op("maxpool2d", new Tensor[] {x}, new Tensor[] {y}, poolArguments(kernel, kernel));
    }

    /** dx = dy at the first maximum of each window, 0 elsewhere. */
    Call maxPoolGradient(Tensor x, Tensor dy, Tensor dx, int kernel) {
        return op("maxpool2d_bp", new Tensor[] {x, dy}, new Tensor[] {dx}, poolArguments(kernel, kernel));
    }

    /** y = mean over windows of {@code height × width} with a stride of the same size. */
    Call averagePool(Tensor x, Tensor y, int height, int width) {
        return op("avgpool2d", new Tensor[] {x}, new Tensor[] {y}, poolArguments(height, width));
    }

    /** dx = dy / (height · width) over each window. */
    Call averagePoolGradient(Tensor x, Tensor dy, Tensor dx, int height, int width) {
        return op("avgpool2d_bp", new Tensor[] {x, dy}, new Tensor[] {dx}, poolArguments(height, width));
    }

    /**
     * c = op(a) · b, where op transposes if asked. ND4J's own product runs on oneDNN, which is about twice as fast as
     * BLAS where c is tall or wide and thin.
     */
    Call product(Tensor a, boolean transposeA, Tensor b, Tensor c) {
        return op("matmul", new Tensor[] {matrix(a), b}, new Tensor[] {c}, transposeA ? 1 : 0, 0, 0);
    }

    /** c = op(a) · op(b) + beta · c, where op transposes if asked; all matrices by their last dimension. */
    Call matrixProduct(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c, double beta) {
        int m = c.rows();
        int n = c.channels();
        int k = transposeA ? a.rows() : a.channels();
        int lda = a.channels();
        int ldb = b.channels();
        int opA = transposeA ? CblasTrans : CblasNoTrans;
        int opB = transposeB ? CblasTrans : CblasNoTrans;
        if (c.precision() == Precision.FLOAT) {
            FloatPointer pa = a.floats();
            FloatPointer pb = b.floats();
            FloatPointer pc = c.floats();
            float addition = (float) beta;
            return new Call(
                    "gemm", () -> cblas_sgemm(CblasRowMajor, opA, opB, m, n, k, 1, pa, lda, pb, ldb, addition, pc, n));
        }
        DoublePointer pa = a.doubles();
        DoublePointer pb = b.doubles();
        DoublePointer pc = c.doubles();
        return new Call("gemm", () -> cblas_dgemm(CblasRowMajor, opA, opB, m, n, k, 1, pa, lda, pb, ldb, beta, pc, n));
    }

    /** Σ |x|: not a finite number when a value is none. */
    static double absoluteSum(Tensor x) {
        return x.precision() == Precision.FLOAT
                ? cblas_sasum((int) x.length(), x.floats(), 1)
                : cblas_dasum((int) x.length(), x.doubles(), 1);
    }

    /** y += alpha · x. */
    static void axpy(double alpha, Tensor x, Tensor y) {
        if (x.precision() == Precision.FLOAT) {
            cblas_saxpy((int) x.length(), (float) alpha, x.floats(), 1, y.floats(), 1);
        } else {
            cblas_daxpy((int) x.length(), alpha, x.doubles(), 1, y.doubles(), 1);
        }
    }

    /** x *= alpha. */
    static void scale(double alpha, Tensor x) {
        if (x.precision() == Precision.FLOAT) {
            cblas_sscal((int) x.length(), (float) alpha, x.floats(), 1);
        } else {
            cblas_dscal((int) x.length(), alpha, x.doubles(), 1);
        }
    }

    private static long[] convolutionArguments(LayerSpec.Conv2d spec) {
        int k = spec.kernel();
        int s = spec.stride();
        int p = spec.padding();
        // Kernel, stride, padding, dilation as pairs; explicit padding; NHWC; weights [k, k, I, O].
        return new long[] {k, k, s, s, p, p, 1, 1, 0, 1, 0};
    }

    private static long[] poolArguments(int height, int width) {
        // Kernel, stride, padding, dilation as pairs; explicit padding; divide by what the window covers; NHWC.
        return new long[] {height, width, height, width, 0, 0, 1, 1, 0, 0, 1};
    }

    /** ND4J's older scalar operations, here with the scalar 0, need no context and cost less to call. */
    private Call compareWithZero(String name, int operation, Tensor x, Tensor z) {
        OpaqueDataBuffer from = wrap(x);
        OpaqueDataBuffer to = wrap(z);
        OpaqueDataBuffer zero = wrap(memory.allocate(x.precision(), 1));
        LongPointer shape = new LongPointer(NativeMemory.shapeInfo(x.precision(), x.length()));
        LongPointer scalarShape = new LongPointer(NativeMemory.shapeInfo(x.precision()));
        return new Call(name, () -> {
            ops.execScalar(null, operation, from, shape, null, to, shape, null, zero, scalarShape, null, null);
            check(name, ops.lastErrorCode());
        });
    }

    private Call op(String name, Tensor[] inputs, Tensor[] outputs, long... integers) {
        OpaqueContext context = ops.createGraphContext(1);
        memory.onClose(() -> ops.deleteGraphContext(context));
        for (int i = 0; i < inputs.length; i++) {
            Tensor x = inputs[i];
            ops.setGraphContextInputArray(context, i, x.address(), shapeInfo(x), null, null);
        }
        for (int i = 0; i < outputs.length; i++) {
            Tensor z = outputs[i];
            ops.setGraphContextOutputArray(context, i, z.address(), shapeInfo(z), null, null);
        }
        if (integers.length > 0) {
            try (LongPointer arguments = new LongPointer(integers)) {
                ops.setGraphContextIArguments(context, arguments, integers.length);
            }
        }
        // Outputs are given: without this every call would infer and allocate their shapes again.
        ops.ctxShapeFunctionOverride(context, true);
        long hash = OP_HASHES.computeIfAbsent(
                name, key -> DynamicCustomOp.builder(key).build().opHash());
        return new Call(name, () -> check(name, ops.execCustomOp2(null, hash, context)));
    }

    private void check(String name, int code) {
        if (code != 0) {
            throw new IllegalStateException("native kernel " + name + " failed: " + ops.lastErrorMessage());
        }
    }

    private OpaqueDataBuffer wrap(Tensor x) {
        OpaqueDataBuffer buffer = OpaqueDataBuffer.externalizedDataBuffer(
                x.length(), x.precision().type(), x.address(), null);
        memory.onClose(() -> ops.deleteDataBuffer(buffer));
        return buffer;
    }

    private static Pointer shapeInfo(Tensor x) {
        return NativeMemory.shapeInfo(x.precision(), x.shape());
    }

    private static Tensor flat(Tensor x) {
        return x.reshape(x.length());
    }

    private static Tensor matrix(Tensor x) {
        return x.reshape(x.rows(), x.channels());
    }
}
