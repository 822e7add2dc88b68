package org.evalgap.nn;

/** What a {@link Curve} is computed with in one block of a batch: x, y = f(x) and room for what lies between. */
final class CurveCalls {

    /** At most this many temporaries at a time, the result among them. */
    private static final int TEMPORARIES = 3;

    private final Compilation c;
    private final Tensor x;
    private final Tensor y;
    private final Tensor room;

    CurveCalls(Compilation c, Tensor x, Tensor y) {
        this.c = c;
        this.x = x;
        this.y = y;
        room = c.scratch(TEMPORARIES * x.length());
    }

    Tensor x() {
        return x;
    }

    Tensor y() {
        return y;
    }

    Tensor temporary(int number) {
        return room.part(number * x.length(), x.shape());
    }

    /** Emits: z = operation(a, s). */
    void scalar(ElementKernels.Scalar operation, Tensor a, double s, Tensor z) {
        c.emit(c.elements().scalar(operation, a, s, z));
    }

    /** Emits: z = function(a). */
    void function(ElementKernels.Function function, Tensor a, Tensor z) {
        c.emit(c.elements().function(function, a, z));
    }

    /** Emits: z = a + b. */
    void add(Tensor a, Tensor b, Tensor z) {
        c.emit(c.kernels().add(a, b, z));
    }

    /** Emits: z = a ∘ b. */
    void multiply(Tensor a, Tensor b, Tensor z) {
        c.emit(c.kernels().multiply(a, b, z));
    }

    /** Emits: z = 1 where least &lt; a &lt; most, else 0; a has no value beyond these. */
    void inside(Tensor a, double least, double most, Tensor z, Tensor temporary) {
        // The largest number below most that the precision has: what is above that is most itself.
        double below = a.precision() == Precision.FLOAT ? Math.nextDown((float) most) : Math.nextDown(most);
        scalar(ElementKernels.Scalar.STEP, a, below, temporary);
        scalar(ElementKernels.Scalar.SUBTRACT_FROM, temporary, 1, temporary);
        scalar(ElementKernels.Scalar.STEP, a, least, z);
        multiply(z, temporary, z);
    }
}
