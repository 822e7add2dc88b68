package org.evalgap.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.evalgap.models.tensor.ModelException;
import org.evalgap.models.tensor.ModelProblem;
import org.evalgap.models.tensor.Reason;

/** A file with the parameters and buffers of a trained model, which can be read and copied with other values. */
public sealed interface Checkpoint permits TorchCheckpoint, SafetensorsCheckpoint, OnnxModel {

    /** The file. */
    Path file();

    /** The models in the file, at least one; the first is the one to take where nobody says otherwise. */
    List<StateDict> stateDicts();

    /**
     * Writes a copy of the file in its own format, in which only the named tensors have other values, rounded to the
     * types that they have in the file. Everything else is the same, byte for byte where the format allows it.
     *
     * @param target the new file; replaced if it is there
     * @param state the model of {@link #stateDicts} whose tensors change
     * @param values by the names in {@code state}, each as many as the tensor has, in row-major order
     * @throws ModelException if a name is not in {@code state}, the number of values is another, a value does not fit
     *     its type, or the file cannot be copied this way
     */
    void writeCopy(Path target, StateDict state, Map<String, double[]> values);

    /**
     * Opens a checkpoint of whichever kind its first bytes say it is: what {@code torch.save} wrote, or safetensors.
     *
     * @throws ModelException with everything that is wrong with the file
     */
    static Checkpoint open(Path file) {
        byte[] start;
        try {
            Reason.requireFile(file);
            try (var in = Files.newInputStream(file)) {
                start = in.readNBytes(16);
            }
        } catch (IOException e) {
            throw new ModelException(file, new ModelProblem("a file that can be read", Reason.of(e)), e);
        }
        if (start.length == 0) {
            throw new ModelException(file, new ModelProblem("a checkpoint", "an empty file"));
        }
        if (start[0] == 'P' && start[1] == 'K') {
            return TorchCheckpoint.open(file);
        }
        if (start.length > Long.BYTES && start[Long.BYTES] == '{') {
            return SafetensorsCheckpoint.open(file);
        }
        if ((start[0] & 0xff) == 0x80) {
            throw new ModelException(
                    file,
                    new ModelProblem(
                            "a zip archive, which torch.save writes since PyTorch 1.6",
                            "the older format (or a bare pickle); in PyTorch,"
                                    + " torch.save(torch.load(\"" + file.getFileName()
                                    + "\", map_location=\"cpu\"), \"converted.pt\") makes a file that can be read"));
        }
        throw new ModelException(
                file,
                new ModelProblem(
                        "a checkpoint: a zip archive of torch.save, or safetensors", "a file that begins as neither"));
    }
}
