package org.evalgap.models.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.models.Checkpoint;
import org.evalgap.models.OnnxModel;
import org.evalgap.models.StateDict;
import org.evalgap.models.tensor.ModelException;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Window;

/**
 * A trained model of somebody else as a network of ours.
 *
 * @param spec the network; its arrays have the names of the model's state dict
 * @param values of every array, parameters and buffers alike, in PyTorch's layout; for {@code
 *     StateDictionary.load}
 * @param state where in their file the values lie; for {@link Checkpoint#writeCopy}
 * @param notes what a person should know: which of a file's contents was taken, what the export left out
 */
public record ImportedModel(NetworkSpec spec, Map<String, float[]> values, StateDict state, List<String> notes) {

    public ImportedModel {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        notes = List.copyOf(notes);
    }

    /** A model with the parameters and buffers of its own file. */
    public static ImportedModel of(OnnxModel model, Optional<Window.Size> imageSize) {
        return StateMatch.ofOwn(model, OnnxImport.run(model, OnnxInput.of(model, imageSize)));
    }

    /**
     * A model with parameters and buffers of another file, matched by name.
     *
     * @param model whose graph is taken
     * @param weights the file with the parameters
     * @param part which of its {@link Checkpoint#stateDicts} to take; if empty, the first that has what the model needs
     * @param imageSize where the model leaves it open
     * @throws ModelException with every node that the engine lacks; with every parameter that is missing, is one too many,
     *     has another shape, or holds values that no trained model has
     */
    public static ImportedModel of(
            OnnxModel model, Checkpoint weights, Optional<String> part, Optional<Window.Size> imageSize) {
        return StateMatch.of(model, weights, part, OnnxImport.run(model, OnnxInput.of(model, imageSize)));
    }
}
