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
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueContext;

/**
 * Binds native kernels to tensors: each method prepares one call that computes what its Javadoc says whenever it runs.
 *
 * <p>A call through ND4J's executioner builds a native context each time, at ten times the cost of a small kernel; here
 * the context is built once. What is prepared lives in {@code memory} and ends with it.
 */
final class Kernels {

    private static final Map<String, Long> OP_HASHES = new ConcurrentHashMap<>();

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

    /** z = x ∘ s: x [N, P, C], s [N, 1, C]; z may be x. */
    Call multiplySamples(Tensor x, Tensor s, Tensor z) {
        return op("multiply", new Tensor[] {x, s}, new Tensor[] {z});
    }

    /** y = x ⋆ w: x [N, H, W, I], w [kh, kw, I, O], y [N, H', W', O]; the window pads alike on opposite sides. */
    Call convolution(Tensor x, Tensor w, Tensor y, Window window) {
        return op(helpers(window), "conv2d", new Tensor[] {x, w}, new Tensor[] {y}, convolutionArguments(window));
    }

    /** Both gradients of {@link #convolution}; the op cannot leave one out. */
    Call convolutionGradients(Tensor x, Tensor w, Tensor dy, Tensor dx, Tensor dw, Window window) {
        return op(
                helpers(window),
                "conv2d_bp",
                new Tensor[] {x, w, dy},
                new Tensor[] {dx, dw},
                convolutionArguments(window));
    }

    /** y[i · M + m] = x[i] ⋆ w[i, m]: x [N, H, W, I], w [kh, kw, I, M], y [N, H', W', I · M]. */
    Call depthwiseConvolution(Tensor x, Tensor w, Tensor y, Window window) {
        return op(
                helpers(window),
                "depthwise_conv2d",
                new Tensor[] {x, w},
                new Tensor[] {y},
                convolutionArguments(window));
    }

    /** Both gradients of {@link #depthwiseConvolution}. */
    Call depthwiseConvolutionGradients(Tensor x, Tensor w, Tensor dy, Tensor dx, Tensor dw, Window window) {
        return op(
                helpers(window),
                "depthwise_conv2d_bp",
                new Tensor[] {x, w, dy},
                new Tensor[] {dx, dw},
                convolutionArguments(window));
    }

    /** y = maximum over windows: x [N, H, W, C], y [N, H', W', C]; the window pads alike on opposite sides. */
    Call maxPool(Tensor x, Tensor y, Window window) {
        return op("maxpool2d", new Tensor[] {x}, new Tensor[] {y}, poolArguments(window, false));
    }

    /** dx = sum over its windows of dy where x is the first maximum, 0 elsewhere. */
    Call maxPoolGradient(Tensor x, Tensor dy, Tensor dx, Window window) {
        return op("maxpool2d_bp", new Tensor[] {x, dy}, new Tensor[] {dx}, poolArguments(window, false));
    }

    /** y = mean over windows, of what they cover of the image or of the padding too. */
    Call averagePool(Tensor x, Tensor y, Window window, boolean countPadding) {
        return op("avgpool2d", new Tensor[] {x}, new Tensor[] {y}, poolArguments(window, countPadding));
    }

    /** dx = sum over its windows of dy / number of values in the mean. */
    Call averagePoolGradient(Tensor x, Tensor dy, Tensor dx, Window window, boolean countPadding) {
        return op("avgpool2d_bp", new Tensor[] {x, dy}, new Tensor[] {dx}, poolArguments(window, countPadding));
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

    /** ND4J hands dilated windows to oneDNN with the padding of others, which it refuses. */
    private static boolean helpers(Window window) {
        return window.dilation().equals(Window.Size.square(1));
    }

    private static long[] convolutionArguments(Window window) {
        // Explicit padding; NHWC; weights [kh, kw, I, O].
        return arguments(window, 0, 1, 0);
    }

    private static long[] poolArguments(Window window, boolean countPadding) {
        // Explicit padding; what a mean divides by; NHWC.
        return arguments(window, 0, countPadding ? 1 : 0, 1);
    }

    private static long[] arguments(Window window, long... rest) {
        if (!window.padding().symmetric()) {
            throw new IllegalArgumentException("native kernels pad alike on opposite sides: " + window.padding());
        }
        long[] arguments = {
            window.kernel().height(),
            window.kernel().width(),
            window.stride().height(),
            window.stride().width(),
            window.padding().top(),
            window.padding().left(),
            window.dilation().height(),
            window.dilation().width(),
            rest[0],
            rest[1],
            rest[2]
        };
        return arguments;
    }

    private Call op(String name, Tensor[] inputs, Tensor[] outputs, long... integers) {
        return op(true, name, inputs, outputs, integers);
    }

    /** @param helpers whether oneDNN may compute it */
    private Call op(boolean helpers, String name, Tensor[] inputs, Tensor[] outputs, long... integers) {
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
        if (!helpers) {
            ops.ctxAllowHelpers(context, false);
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
