package org.evalgap.experiment.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import org.evalgap.nn.graph.Graph;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.Merge;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.NormSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.WithoutAffine;
import org.junit.jupiter.api.Test;

class NormTest {

    private static List<String> norms(LayerSpec... layers) {
        List<LayerSpec> chain = new ArrayList<>(List.of(layers));
        chain.add(new LayerSpec.Flatten());
        chain.add(new LayerSpec.Linear(2, true));
        return Norm.of(new NetworkSpec(new Shape(4, 4, 2), 2, chain)).stream()
                .map(norm -> norm.layer() + " " + norm.kind() + " "
                        + norm.seam().map(LayerSpec.Dropout::probability).orElse(null) + " " + norm.direct() + " "
                        + norm.afterDropout())
                .toList();
    }

    @Test
    void dropoutCountsUntilTheNextNorm() {
        LayerSpec norm = new LayerSpec.BatchNorm(0.1);
        assertThat(norms(
                        norm,
                        new LayerSpec.Dropout(0.25),
                        norm,
                        new LayerSpec.Dropout(0.5),
                        new LayerSpec.Relu(),
                        new LayerSpec.GroupNorm(2),
                        new LayerSpec.Dropout(0),
                        new LayerSpec.LayerNorm()))
                .containsExactly(
                        "0 batch null false false",
                        "2 batch 0.25 true true",
                        "5 group 0.5 false true",
                        "7 layer null false true");
    }

    @Test
    void aPathLeadsBackToTheListOfLayers() {
        LayerSpec norm = new LayerSpec.BatchNorm(0.1);
        List<LayerSpec> chain = List.of(
                norm,
                new LayerSpec.Residual(
                        List.of(new LayerSpec.Relu(), new LayerSpec.Residual(List.of(norm), List.of())), List.of(norm)),
                norm,
                new LayerSpec.Flatten(),
                new LayerSpec.Linear(2, true));
        assertThat(Norm.of(new NetworkSpec(new Shape(4, 4, 2), 2, chain)))
                .extracting(Norm::layer, Norm::path)
                .containsExactly(tuple(0, "0"), tuple(4, "1.body.1.body.0"), tuple(5, "1.shortcut.0"), tuple(6, "2"));
    }

    @Test
    void bothPathsOfAResidualBlockStartFromItsInput() {
        LayerSpec norm = new LayerSpec.BatchNorm(0.1);
        assertThat(norms(
                        new LayerSpec.Dropout(0.25),
                        new LayerSpec.Residual(List.of(norm, new LayerSpec.Relu()), List.of(norm)),
                        norm))
                .containsExactly("2 batch 0.25 true true", "4 batch 0.25 true true", "5 batch null false true");
    }

    @Test
    void nodesOfAGraphHaveTheirNamesAndTheNumbersOfTheNetwork() {
        LayerSpec norm = new LayerSpec.BatchNorm(0.1);
        Graph graph = new Graph(
                "x",
                List.of(
                        Node.of("drop", new LayerSpec.Dropout(0.5), "x"),
                        Node.of("first", new WithoutAffine(norm), "drop"),
                        Node.of("sum", new Merge.Add(), "first", "x"),
                        Node.of("second", norm, "sum"),
                        Node.of("flat", new LayerSpec.Flatten(), "second"),
                        Node.of("fc", new LayerSpec.Linear(2, true), "flat")),
                "fc");
        NetworkSpec network = new NetworkSpec(new Shape(4, 4, 2), 2, List.of(new LayerSpec.Relu(), graph));
        List<Integer> numbers = new ArrayList<>();
        network.forEachLayer((index, layer, input) -> NormSpec.of(layer).ifPresent(found -> numbers.add(index)));

        List<Norm> norms = Norm.of(network);
        assertThat(norms).extracting(Norm::path).containsExactly("1.first", "1.second");
        assertThat(norms).extracting(Norm::layer).containsExactlyElementsOf(numbers);
        assertThat(norms).extracting(Norm::direct).containsExactly(true, false);
        assertThat(norms).extracting(Norm::afterDropout).containsExactly(true, true);
    }
}
