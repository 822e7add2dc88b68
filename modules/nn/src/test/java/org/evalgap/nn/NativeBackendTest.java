package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.NativeBackend;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.Mode;
import org.junit.jupiter.api.Test;

class NativeBackendTest {

    @Test
    void onlyACpuWithAvx2GetsTheBuildThatNeedsIt() {
        assertThat(NativeBackend.build(Set.of("sse4_2", "avx", "avx2", "fma"))).isEqualTo("-onednn-avx2");
        assertThat(NativeBackend.build(Set.of("sse4_2", "avx"))).isEqualTo("-onednn");
        assertThat(NativeBackend.build(Set.of())).isEqualTo("-onednn");
    }

    /** A weight times an image, both normal, whose product is not: on a thread that has computed nothing before. */
    @Test
    void denormalNumbersAreWhatTheNumericsProfileSays() throws InterruptedException {
        double[] product = new double[1];
        Thread thread = new Thread(() -> product[0] = logit(2 * Float.MIN_NORMAL));
        thread.start();
        thread.join();
        String profile = NativeBackend.numericsProfile();
        assertThat(profile).containsAnyOf(", denormals flushed", ", denormals kept");
        assertThat(product[0]).isEqualTo(profile.endsWith("flushed") ? 0 : Float.MIN_NORMAL / 2);
    }

    private static double logit(float weight) {
        NetworkSpec spec = new NetworkSpec(Shape.features(1), 2, List.of(new LayerSpec.Linear(2, false)));
        try (Network network = Network.create(spec, Precision.FLOAT, new SplittableRandom(1));
                Pass pass = network.forwardPass(1, Mode.EVAL)) {
            network.variables().get(0).values().set(0, weight);
            pass.forward(new float[] {0.25f}, null);
            return pass.logits().get(0);
        }
    }
}
