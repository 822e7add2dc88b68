package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.NativeBackend;
import org.evalgap.nn.kernel.NativeMemory;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native memory has an end, and a training step asks for none, native or heap.
 *
 * <p>Live bytes are those of the process: ND4J's own garbage may be collected while a test runs, so they may also fall.
 */
class NativeMemoryTest {

    private static final Shape IMAGE = new Shape(8, 8, 2);
    private static final int BATCH = 4;
    private static final NetworkSpec SPEC = Samples.classifier(
            IMAGE,
            3,
            List.of(
                    new LayerSpec.Conv2d(4, 3, 1, 1, true),
                    new LayerSpec.BatchNorm(0.1),
                    new LayerSpec.Relu(),
                    new LayerSpec.MaxPool2d(2),
                    new LayerSpec.Conv2d(6, 3, 1, 1, false),
                    new LayerSpec.GroupNorm(2),
                    new LayerSpec.Relu(),
                    new LayerSpec.AvgPool2d(2),
                    new LayerSpec.Dropout(0.3)));

    private static final NetworkSpec RESIDUAL = Samples.classifier(
            IMAGE,
            3,
            List.of(
                    new LayerSpec.MaxPool2d(2),
                    new LayerSpec.Residual(
                            List.of(
                                    new LayerSpec.BatchNorm(0.1, false, 1e-5, 2),
                                    new LayerSpec.Relu(),
                                    new LayerSpec.ScalarScale()),
                            List.of(
                                    new LayerSpec.ScalarBias(),
                                    new BatchRenorm(0.1, 1e-5, 3, 5, 0.1, 0.5, 0.5, 2000)))));

    /** One training, its masks and images drawn without allocation. */
    private static final class Training implements AutoCloseable {
        private final SplittableRandom random = new SplittableRandom(5);
        private final Network network;
        private final Pass pass;
        private final Sgd sgd;
        private final float[] images = Samples.images(IMAGE, BATCH, random);
        private final byte[] labels = Samples.labels(3, BATCH, random);

        Training(NetworkSpec spec) {
            network = Network.create(spec, Precision.FLOAT, random);
            pass = network.trainingPass(BATCH, Mode.TRAIN);
            sgd = new Sgd(network, 0.9, true, 5e-4);
        }

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                pass.forward(images, random);
                pass.loss(labels);
                pass.backward();
                pass.updateRunningStatistics();
                sgd.step(0.01);
            }
        }

        @Override
        public void close() {
            sgd.close();
            pass.close();
            network.close();
        }
    }

    @BeforeEach
    void settle() {
        // Loads classes and fills ND4J's caches, which live as long as the process.
        try (Training training = new Training(SPEC)) {
            training.steps(1);
        }
    }

    @Test
    void closingFreesEveryByte() {
        long before = NativeBackend.liveBytes();
        try (Training training = new Training(SPEC)) {
            training.steps(3);
            assertThat(NativeBackend.liveBytes() - before).isGreaterThanOrEqualTo(training.pass.nativeBytes());
        }
        assertThat(NativeBackend.liveBytes()).isLessThanOrEqualTo(before);
    }

    @Test
    void everyLayerFreesWhatItTook() {
        long before = NativeBackend.liveBytes();
        LayerCases.all().forEach(layer -> {
            for (Mode mode : LayerCases.MODES) {
                try (Network network = Samples.network(layer.spec(), Precision.FLOAT, new SplittableRandom(1));
                        Pass pass = network.trainingPass(layer.batchSize(), mode)) {
                    pass.forward(
                            Samples.images(layer.spec().input(), layer.batchSize(), new SplittableRandom(1)),
                            new SplittableRandom(1));
                    pass.loss(new byte[layer.batchSize()]);
                    pass.backward();
                }
            }
            assertThat(NativeBackend.liveBytes()).as(layer.name()).isLessThanOrEqualTo(before);
        });
    }

    @Test
    void aTrialThatFailsFreesItsMemoryToo() {
        long before = NativeBackend.liveBytes();
        assertThatThrownBy(() -> {
                    try (Training training = new Training(SPEC)) {
                        training.steps(2);
                        training.pass.loss(new byte[] {0, 1, 2, 7});
                    }
                })
                .hasMessage("label of image 3: expected a class below 3, received 7");
        assertThat(NativeBackend.liveBytes()).isLessThanOrEqualTo(before);
    }

    @Test
    void aNetworkThatCannotBeMadeFreesItsMemory() {
        long before = NativeBackend.liveBytes();
        assertThatThrownBy(() -> Network.create(SPEC, Precision.FLOAT, null)).isInstanceOf(NullPointerException.class);
        assertThat(NativeBackend.liveBytes()).isLessThanOrEqualTo(before);
    }

    @Test
    void aPassThatDoesNotFitFreesWhatItHadTaken() {
        Environment environment = Nd4j.getEnvironment();
        long limit = environment.getDeviceLimit(0);
        try (Network network = Network.create(SPEC, Precision.FLOAT, new SplittableRandom(1))) {
            long before = NativeBackend.liveBytes();
            environment.setDeviceLimit(0, before + (1 << 20));
            try {
                assertThatThrownBy(() -> network.trainingPass(600, Mode.TRAIN))
                        .hasMessageStartingWith("Allocation failed");
            } finally {
                environment.setDeviceLimit(0, limit);
            }
            assertThat(NativeBackend.liveBytes()).isLessThanOrEqualTo(before);
            network.trainingPass(600, Mode.TRAIN).close();
        }
    }

    @Test
    void tenThousandStepsTakeNoMoreMemory() throws IOException {
        try (Training training = new Training(SPEC)) {
            training.steps(1000);
            long live = NativeBackend.liveBytes();
            long resident = residentBytes();
            training.steps(10_000);
            assertThat(NativeBackend.liveBytes()).isEqualTo(live);
            // One leaked byte array of 1 KiB per step would be 10 MiB; the JVM's own compilers take some.
            assertThat(residentBytes() - resident).isLessThan(8L << 20);
        }
    }

    static List<NetworkSpec> networks() {
        return List.of(SPEC, RESIDUAL);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aStepAllocatesNothingOnTheHeap(NetworkSpec spec) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        try (Training training = new Training(spec)) {
            training.steps(3000);
            long before = threads.getThreadAllocatedBytes(thread);
            training.steps(1000);
            assertThat(threads.getThreadAllocatedBytes(thread) - before)
                    .as("bytes of 1000 steps, and of the measurement")
                    .isLessThan(1000);
        }
    }

    /** ND4J's Java side remembers a thousand shapes; prepared calls point at the descriptions of all they use. */
    @Test
    void descriptionsOfShapesOutliveTheGarbageCollector() {
        for (int i = 1; i <= 1500; i++) {
            NativeMemory.shapeInfo(Precision.FLOAT, i, 9973);
        }
        try (Training training = new Training(SPEC);
                Pass unusual = training.network.trainingPass(37, Mode.TRAIN)) {
            float[] images = Samples.images(IMAGE, 37, new SplittableRandom(1));
            double before = loss(unusual, images);
            for (int i = 0; i < 5; i++) {
                System.gc();
                for (int j = 1; j <= 500; j++) {
                    NativeMemory.shapeInfo(Precision.FLOAT, j, 10007 + i);
                }
            }
            assertThat(loss(unusual, images)).isEqualTo(before);
        }
    }

    private static double loss(Pass pass, float[] images) {
        pass.forward(images, new SplittableRandom(2));
        double loss = pass.loss(new byte[pass.batchSize()]);
        pass.backward();
        return loss;
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
