package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A forward pass holds no more values at a time than are still to be read. */
class LivenessTest {

    private static final Shape IMAGE = new Shape(32, 32, 8);
    private static final int BATCH = 16;
    /** Bytes of one value of this shape. */
    private static final long VALUE = 4L * BATCH * IMAGE.size();

    /** Contexts, scalars, vectors of one value per channel. */
    private static final long SMALL = VALUE / 4;

    @ParameterizedTest
    @ValueSource(ints = {2, 20})
    void aChainHoldsTwoValuesHoweverLongItIs(int length) {
        List<LayerSpec> layers = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            layers.add(new LayerSpec.ScalarScale());
        }
        assertPeak(2, layers);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void aResidualChainHoldsTheBlocksInputToo(int blocks) {
        List<LayerSpec> layers = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            layers.add(new LayerSpec.Residual(
                    List.of(new LayerSpec.ScalarScale(), new LayerSpec.Relu(), new LayerSpec.ScalarScale()),
                    List.of()));
        }
        assertPeak(3, layers);
    }

    /** All summands are there until the sum is: k + 1 values and no more. */
    @ParameterizedTest
    @ValueSource(ints = {3, 6})
    void aSumHoldsItsSummands(int summands) {
        List<Node> nodes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < summands; i++) {
            names.add("s" + i);
            nodes.add(Node.of("s" + i, new LayerSpec.ScalarScale(), "x"));
        }
        nodes.add(new Node("sum", new Merge.Add(), names));
        assertPeak(summands + 1, List.of(new Graph("x", nodes, "sum")));
    }

    /** Views and the identity hold nothing, and what they show stays until they are read. */
    @Test
    void viewsShareWhatTheyShow() {
        assertPeak(
                2,
                List.of(
                        new LayerSpec.ScalarScale(),
                        new Rearrangement.Identity(),
                        new LayerSpec.Dropout(0.5),
                        new LayerSpec.ScalarScale(),
                        new Rearrangement.Identity()));
    }

    /** What shares memory with others gives the same bits as what has its own: a training pass's forward calls. */
    @Test
    void sharingChangesNoBit() {
        for (LayerCases.Case layer : LayerCases.all().toList()) {
            SplittableRandom random = new SplittableRandom(4);
            float[] images = Samples.images(layer.spec().input(), layer.batchSize(), random);
            Mode mode = new Mode(Mode.Statistics.BATCH, true);
            try (Network network = Samples.network(layer.spec(), Precision.DOUBLE, random);
                    Pass alone = network.trainingPass(layer.batchSize(), mode);
                    Pass shared = network.forwardPass(layer.batchSize(), mode)) {
                for (int repeat = 0; repeat < 2; repeat++) {
                    alone.forward(images, new SplittableRandom(6));
                    shared.forward(images, new SplittableRandom(6));
                    int logits = layer.batchSize() * layer.spec().classes();
                    double[] expected = Samples.toArray(alone.logits(), logits);
                    for (int i = 0; i < logits; i++) {
                        assertThat(shared.logits().get(i))
                                .as(layer.toString())
                                .isCloseTo(expected[i], org.assertj.core.api.Assertions.within(1e-12));
                    }
                }
            }
        }
    }

    @Test
    void gapsAreCutAndJoined() {
        try (NativeMemory memory = new NativeMemory()) {
            BufferPool pool = new BufferPool(memory, Precision.FLOAT);
            Tensor whole = pool.take(64);
            pool.release(whole);
            Tensor low = pool.take(2, 16);
            Tensor high = pool.take(20);
            assertThat(memory.bytes()).isEqualTo(64 * 4);
            assertThat(low.sharesStart(whole)).isTrue();
            pool.release(low);
            pool.release(high.reshape(4, 5));
            pool.release(high);
            assertThat(pool.take(64).sharesStart(whole)).isTrue();
            assertThat(memory.bytes()).isEqualTo(64 * 4);
            pool.take(1);
            assertThat(memory.bytes()).isEqualTo((64 + 16) * 4);
        }
    }

    private static void assertPeak(int values, List<LayerSpec> layers) {
        List<LayerSpec> all = new ArrayList<>(List.of(new LayerSpec.Conv2d(IMAGE.channels(), 3, 1, 1, false)));
        all.addAll(layers);
        all.add(new LayerSpec.GlobalAvgPool());
        all.add(new LayerSpec.Linear(3, true));
        NetworkSpec spec = new NetworkSpec(IMAGE, 3, all);
        try (Network network = Network.create(spec, Precision.FLOAT, new SplittableRandom(1));
                Pass pass = network.forwardPass(BATCH, Mode.EVAL)) {
            assertThat(pass.nativeBytes()).isBetween(values * VALUE, values * VALUE + SMALL);
        }
    }
}
