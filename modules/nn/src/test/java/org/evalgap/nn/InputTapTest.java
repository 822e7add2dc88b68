package org.evalgap.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.kernel.Precision;
import org.evalgap.nn.program.InputTap;
import org.evalgap.nn.program.Mode;
import org.evalgap.nn.state.BatchStatistics;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InputTapTest {

    private static final Shape IMAGE = new Shape(6, 6, 2);
    private static final NetworkSpec SPEC = Samples.classifier(
            IMAGE,
            3,
            List.of(
                    new LayerSpec.Conv2d(4, 3, 1, 1, true),
                    new LayerSpec.BatchNorm(0.1),
                    new LayerSpec.Relu(),
                    new LayerSpec.MaxPool2d(2),
                    new LayerSpec.Conv2d(4, 3, 1, 1, true),
                    new LayerSpec.GroupNorm(2),
                    new LayerSpec.Relu(),
                    new LayerSpec.Conv2d(2, 3, 1, 1, true),
                    new LayerSpec.BatchNorm(0.1)));

    /** The moments of what is shown are those that the layer measures, and showing changes no logit. */
    @ParameterizedTest
    @EnumSource(Mode.Statistics.class)
    void showsWhatEntersEachNorm(Mode.Statistics statistics) {
        Mode mode = new Mode(statistics, false);
        List<Integer> layers = new ArrayList<>();
        List<double[]> means = new ArrayList<>();
        InputTap tap = (layer, input, rows, channels) -> {
            layers.add(layer);
            double[] mean = new double[channels];
            for (int i = 0; i < rows * channels; i++) {
                mean[i % channels] += input.get(i) / rows;
            }
            means.add(mean);
        };
        try (Network network = Samples.network(SPEC, Precision.FLOAT, new SplittableRandom(3));
                Pass plain = network.forwardPass(5, mode);
                Pass batch = network.forwardPass(5, new Mode(Mode.Statistics.BATCH, false));
                Pass tapped = network.tappedPass(5, mode, tap)) {
            float[] images = Samples.images(IMAGE, 5, new SplittableRandom(1));
            plain.forward(images, null);
            batch.forward(images, null);
            tapped.forward(images, null);
            assertThat(layers).containsExactly(1, 5, 8);
            for (int i = 0; i < 15; i++) {
                assertThat(tapped.logits().get(i)).isEqualTo(plain.logits().get(i));
            }
            // Only the first layer's input does not depend on the statistics of another.
            BatchStatistics first = batch.batchStatistics().get(0);
            for (int c = 0; c < 4; c++) {
                assertThat(means.get(0)[c]).isCloseTo(first.mean(0, c), within(1e-5));
            }
            assertThat(means.get(1)).hasSize(4);
            assertThat(means.get(2)).hasSize(2);
            assertThat(first.layer()).isEqualTo(1);
            assertThat(first.sets()).isEqualTo(1);
            assertThat(first.samples(0)).isEqualTo(5);
            assertThat(first.count(0)).isEqualTo(5 * 36);
        }
    }
}
