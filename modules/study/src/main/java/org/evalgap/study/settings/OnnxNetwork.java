package org.evalgap.study.settings;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.evalgap.nn.graph.Graph;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Node;
import org.evalgap.nn.graph.NormSpec;
import org.evalgap.nn.graph.Rearrangement;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.graph.WithoutAffine;
import org.evalgap.study.binding.Beside;
import org.evalgap.study.binding.Bounds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;
import org.evalgap.study.imported.ModelFile;

/**
 * A network of somebody else, as its file describes it.
 *
 * @param file the model; without the values of its arrays unless {@code weights} needs them
 * @param content SHA-256 of the file's content; made of null, the one that it has
 * @param weights what training starts from
 * @param normalization what takes the place of each norm
 * @param dropout probability of every dropout layer; null as the file says
 */
@Section(
        kind = "onnx",
        meaning =
                "A model in ONNX, as PyTorch exports it with its norms left whole: for images of the shape that augmentation.train leaves, with one output for each class.")
public record OnnxNetwork(
        @Setting(meaning = "The model's file, on the machine that reads the study.", accepts = "a path")
        ModelFile file,

        @Setting(
                meaning =
                        "SHA-256 of the file's content in hexadecimal, to hold on to it; left out, that of the file that is"
                                + " there. Trial ids depend on it, and not on the path.",
                optional = true)
        String content,

        @Setting(
                meaning =
                        "What training starts from. initial: as PyTorch starts each layer; file: the file's parameters and running statistics, where a replaced norm has arrays of that name.",
                defaultValue = "initial",
                always = true)
        Weights weights,

        Norms normalization,

        @Setting(
                meaning =
                        "Probability of dropping a unit in every Dropout of the model, or in one ahead of its last linear layer if it has none; as-is: that of the file. An export of model.eval() has no Dropout.",
                defaultValue = "as-is",
                word = "as-is",
                accepts = "a number from 0 to below 1",
                atLeast = 0,
                below = 1,
                always = true)
        Double dropout)
        implements NetworkConfig {

    /** What takes the place of its norms. */
    @Beside(
            @Setting(
                    key = "normalization",
                    meaning = "What takes the place of each norm, with that norm's epsilon; as-is: nothing does.",
                    defaultValue = "as-is",
                    always = true))
    public sealed interface Norms extends Serializable permits AsIs, NormalizationConfig {

        /** The same without ghost batches that are at least as large as any batch. */
        default Norms forBatchSize(int batchSize) {
            return this;
        }
    }

    /** The norms stay as they are. */
    public record AsIs() implements Norms {}

    /** What training starts from. */
    public enum Weights {
        /** Drawn as PyTorch draws them, layer by layer. */
        INITIAL,
        /** Those of the file. */
        FILE
    }

    public OnnxNetwork {
        Bounds.check(OnnxNetwork.class, file, content, weights, normalization, dropout);
        if (content != null && !content.equals(file.content())) {
            throw new ShapeException("content", "the SHA-256 of " + file + ", " + file.content(), content);
        }
        content = file.content();
        file = weights == Weights.FILE ? file : file.withoutValues();
    }

    @Override
    public NetworkSpec spec(Shape input, int classes) {
        NetworkSpec own = file.network();
        if (!own.input().equals(input)) {
            throw new ShapeException(
                    "file",
                    "a model for images of " + input + ", as augmentation.train leaves them",
                    "one for images of " + own.input());
        }
        if (own.classes() != classes) {
            throw new ShapeException(
                    "file", "a model with an output for each of " + classes + " classes", own.classes() + " outputs");
        }
        checkNorms(own);
        NetworkSpec changed = own.map(this::changed);
        boolean added = dropout != null && dropout > 0 && dropouts(own).isEmpty();
        return added ? withDropout(changed) : changed;
    }

    /** What fits each norm's input is told by its setting, not by its node. */
    private void checkNorms(NetworkSpec own) {
        own.forEachLayer((index, layer, shape) -> {
            if (NormSpec.of(layer).isPresent() && normalization instanceof NormalizationConfig other) {
                other.layer().ifPresent(replacement -> replacement.outputShape(shape));
            }
        });
    }

    private LayerSpec changed(LayerSpec layer) {
        if (layer instanceof LayerSpec.Dropout own && dropout != null) {
            return dropout == 0
                    ? new Rearrangement.Identity()
                    : new LayerSpec.Dropout(dropout, own.unit(), own.rescale());
        }
        Optional<NormSpec> norm = NormSpec.of(layer);
        if (norm.isEmpty() || !(normalization instanceof NormalizationConfig other)) {
            return layer;
        }
        Optional<NormSpec> replacement =
                other.layer().map(made -> made.withEpsilon(norm.get().epsilon()));
        if (replacement.isEmpty()) {
            return new Rearrangement.Identity();
        }
        return layer instanceof WithoutAffine ? new WithoutAffine(replacement.get()) : replacement.get();
    }

    private NetworkSpec withDropout(NetworkSpec spec) {
        Graph graph = (Graph) spec.layers().get(0);
        List<Node> nodes = new ArrayList<>(graph.nodes());
        int last = -1;
        for (int i = 0; i < nodes.size(); i++) {
            last = nodes.get(i).operator() instanceof LayerSpec.Linear ? i : last;
        }
        if (last < 0) {
            throw new ShapeException(
                    "dropout", "as-is or 0 for a model without Dropout and linear layers", Double.toString(dropout));
        }
        Node linear = nodes.get(last);
        Node added = new Node(linear.name() + " dropout", new LayerSpec.Dropout(dropout), linear.inputs());
        nodes.set(last, new Node(linear.name(), linear.operator(), List.of(added.name()), linear.parameters()));
        nodes.add(last, added);
        return new NetworkSpec(spec.input(), spec.classes(), List.of(new Graph(graph.input(), nodes, graph.output())));
    }

    @Override
    public NetworkConfig forBatchSize(int batchSize) {
        return new OnnxNetwork(file, content, weights, normalization.forBatchSize(batchSize), dropout);
    }

    @Override
    public Map<String, float[]> start() {
        return file.values();
    }

    /** Of norms that are as in the file, if all are of one kind. */
    @Override
    public Optional<String> normalizationLabel() {
        if (normalization instanceof NormalizationConfig other) {
            return Optional.of(other.label());
        }
        Set<String> labels = new LinkedHashSet<>();
        norms().forEach(norm -> labels.add(norm.kind()));
        return only(labels.isEmpty() ? Set.of("none") : labels);
    }

    /** Of dropout that is as in the file, if all layers have one. */
    @Override
    public OptionalDouble dropoutProbability() {
        if (dropout != null) {
            return OptionalDouble.of(dropout);
        }
        Set<Double> own = dropouts(file.network());
        return number(only(own.isEmpty() ? Set.of(0.0) : own));
    }

    /** Of norms that are as in the file, if all have one. */
    @Override
    public OptionalDouble batchNormMomentum() {
        if (normalization instanceof NormalizationConfig other) {
            return other.batchNormMomentum();
        }
        Set<Double> momenta = new LinkedHashSet<>();
        for (NormSpec norm : norms()) {
            if (norm instanceof LayerSpec.BatchNorm batch && !batch.cumulative()) {
                momenta.add(batch.momentum());
            }
        }
        return number(only(momenta));
    }

    private List<NormSpec> norms() {
        List<NormSpec> norms = new ArrayList<>();
        file.network().forEachLayer((index, layer, shape) -> NormSpec.of(layer).ifPresent(norms::add));
        return norms;
    }

    private static Set<Double> dropouts(NetworkSpec spec) {
        Set<Double> probabilities = new LinkedHashSet<>();
        spec.forEachLayer((index, layer, shape) -> {
            if (layer instanceof LayerSpec.Dropout own) {
                probabilities.add(own.probability());
            }
        });
        return probabilities;
    }

    private static <T> Optional<T> only(Set<T> values) {
        return values.size() == 1 ? Optional.of(values.iterator().next()) : Optional.empty();
    }

    private static OptionalDouble number(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }
}
