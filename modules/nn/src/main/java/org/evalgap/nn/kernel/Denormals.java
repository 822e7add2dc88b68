package org.evalgap.nn.kernel;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.util.List;

/**
 * Lets the processor take denormal numbers, those below 2⁻¹²⁶ in single precision, for 0. Some processors take a hundred
 * times as long over each, and what vanishes in a training (gradients, decaying weights) passes through them.
 *
 * <p>The switches are two bits of a thread's register MXCSR, which glibc's {@code fesetenv} loads from memory; new threads
 * start without them. Without that function, on another processor or system, denormal numbers stay what they are.
 */
final class Denormals {

    /** MXCSR's bits: results are flushed to 0; operands are taken for 0. */
    private static final int FLUSH = 0x8000 | 0x0040;

    /** MXCSR in glibc's {@code fenv_t} on x86-64, behind 28 bytes of the x87 unit. */
    private static final int REGISTER = 28;

    private static final int ENVIRONMENT_BYTES = 32;

    // Not constants: a compiler would multiply them itself.
    private static volatile float smallest = Float.MIN_NORMAL;
    private static volatile float half = 0.5f;

    private static final boolean AVAILABLE = flushed();

    private Denormals() {}

    /** Lets the calling thread's further arithmetic flush denormal numbers, where that can be. */
    static void flush() {
        if (AVAILABLE && !areFlushed()) {
            set();
        }
    }

    /** Whether {@link #flush} has an effect in this process. */
    static boolean canFlush() {
        return AVAILABLE;
    }

    /** Whether the calling thread's arithmetic flushes denormal numbers. */
    static boolean areFlushed() {
        return smallest * half == 0;
    }

    private static boolean flushed() {
        boolean known = List.of("amd64", "x86_64").contains(System.getProperty("os.arch"))
                && System.getProperty("os.name").equals("Linux");
        if (!known) {
            return false;
        }
        try {
            set();
        } catch (UnsatisfiedLinkError e) {
            // A C library of another make; the numerics profile says what became of it.
            return false;
        }
        return areFlushed();
    }

    private static void set() {
        NativeLibrary library = NativeLibrary.getInstance("m");
        Memory environment = new Memory(ENVIRONMENT_BYTES);
        call(library.getFunction("fegetenv"), environment);
        environment.setInt(REGISTER, environment.getInt(REGISTER) | FLUSH);
        call(library.getFunction("fesetenv"), environment);
    }

    private static void call(Function function, Memory environment) {
        int code = function.invokeInt(new Object[] {environment});
        if (code != 0) {
            throw new IllegalStateException("cannot use the floating-point environment; expected: 0 from "
                    + function.getName() + "; received: " + code);
        }
    }
}
