package org.evalgap.nn.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Loads ND4J once per process, on the build of its kernels that this CPU can run, and says what decides bits.
 *
 * <p>The builds are classifiers of {@code nd4j-native}: {@code -onednn} runs on every x86-64, {@code -onednn-avx2} is
 * about twice as fast in element-wise work and would end a CPU without AVX2 with an illegal instruction. JavaCPP reads
 * the choice from a system property; a user's own value is left alone.
 */
public final class NativeBackend {

    private static final String EXTENSION_PROPERTY = "org.bytedeco.javacpp.platform.extension";
    private static final Set<String> CPU_FLAGS = cpuFlags();
    private static final List<String> OUT_OF_MEMORY = List.of("Allocation failed", "Failed to allocate", "bad_alloc");

    private NativeBackend() {}

    static NativeOps ops() {
        return Holder.OPS;
    }

    /**
     * What decides the bits of a result: build of the kernels, native threads, instruction set, and whether denormal
     * numbers are flushed to 0. Two runs agree bit for bit only where this text agrees.
     */
    public static String numericsProfile() {
        Holder.OPS.lastErrorCode();
        String instructionSet = CPU_FLAGS.contains("avx512f") ? "avx512" : CPU_FLAGS.contains("avx2") ? "avx2" : "sse";
        return "nd4j-native" + System.getProperty(EXTENSION_PROPERTY) + " " + nd4jVersion() + ", threads "
                + environment("OMP_NUM_THREADS") + "/" + environment("OPENBLAS_NUM_THREADS") + ", " + instructionSet
                + ", denormals " + (Denormals.canFlush() ? "flushed" : "kept");
    }

    /**
     * Lets the calling thread's further arithmetic take denormal numbers for 0, where the system can; the numerics profile
     * says whether. It costs a nanosecond on a thread that does so already.
     */
    public static void flushDenormals() {
        Denormals.flush();
    }

    /** Bytes that ND4J's allocator holds for the whole process at this moment. */
    public static long liveBytes() {
        Holder.OPS.lastErrorCode();
        return Nd4j.getEnvironment().getDeviceCouner(0);
    }

    /** Whether an exception says that native memory ran out; ND4J has no type of its own for that. */
    public static boolean ranOutOfMemory(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        return OUT_OF_MEMORY.stream().anyMatch(message::contains);
    }

    /** Whether exactly one native thread works per call, which bit-equal results need. */
    public static boolean singleThreaded() {
        return "1".equals(System.getenv("OMP_NUM_THREADS")) && "1".equals(System.getenv("OPENBLAS_NUM_THREADS"));
    }

    /** The fastest of the builds in the distribution that a CPU with these features can run. */
    public static String build(Set<String> cpuFlags) {
        return cpuFlags.contains("avx2") ? "-onednn-avx2" : "-onednn";
    }

    private static String environment(String variable) {
        String value = System.getenv(variable);
        return value == null ? "unset" : value;
    }

    private static String nd4jVersion() {
        String version = Nd4j.class.getPackage().getImplementationVersion();
        return version == null ? "1.0.0-M2.1" : version;
    }

    /** Name of the processor; that of its instruction set where the system does not say. */
    public static String processor() {
        return ofCpu("model name").orElse(System.getProperty("os.arch"));
    }

    private static Set<String> cpuFlags() {
        return ofCpu("flags")
                .<Set<String>>map(flags -> new TreeSet<>(Arrays.asList(flags.split("\\s+", -1))))
                .orElse(Set.of());
    }

    /** What the system says of a property of its first processor. */
    private static Optional<String> ofCpu(String property) {
        Path information = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(information)) {
            return Optional.empty();
        }
        try (var lines = Files.lines(information, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.toLowerCase(Locale.ROOT).startsWith(property))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the CPU's features", e);
        }
    }

    /** Initialized on first use, so that the choice of the build precedes ND4J's own class loading. */
    private static final class Holder {
        static final NativeOps OPS = load();

        private static NativeOps load() {
            if (System.getProperty(EXTENSION_PROPERTY) == null) {
                System.setProperty(EXTENSION_PROPERTY, build(CPU_FLAGS));
            }
            // Touching Nd4j loads the library; NativeOpsHolder fails when it is touched first.
            Nd4j.getEnvironment();
            return NativeOpsHolder.getInstance().getDeviceNativeOps();
        }
    }
}
