package org.evalgap.study.imported;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.evalgap.data.tools.Sha256;
import org.evalgap.models.OnnxModel;
import org.evalgap.models.network.ImportedModel;
import org.evalgap.models.tensor.ModelException;
import org.evalgap.nn.graph.NetworkSpec;

/**
 * A model's file in ONNX with what is in it: it crosses to executors, which need no file. Two of equal content are equal,
 * wherever they lie.
 */
public final class ModelFile implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The cells of a grid read the same few files again and again. */
    private static final Map<String, SoftReference<ImportedModel>> IMPORTED = new ConcurrentHashMap<>();

    private static final int BUFFER_BYTES = 1 << 16;

    private final String path;
    private final String content;
    private final NetworkSpec network;
    private final Map<String, float[]> values;

    private ModelFile(String path, String content, NetworkSpec network, Map<String, float[]> values) {
        this.path = path;
        this.content = content;
        this.network = network;
        this.values = values;
    }

    /**
     * Reads a file of this machine, and the data beside it.
     *
     * @param text its path
     * @param refuse is told what was expected and received, once for each problem
     * @return null if there was a problem
     */
    public static ModelFile read(String text, BiConsumer<String, String> refuse) {
        try {
            Path file = Path.of(text);
            if (!Files.isRegularFile(file)) {
                refuse.accept("a model's file in ONNX", text + ", where there is " + what(file));
                return null;
            }
            OnnxModel model = OnnxModel.open(file);
            String content = content(file, model);
            ImportedModel imported = imported(content, model);
            return new ModelFile(text, content, imported.spec(), imported.values());
        } catch (ModelException e) {
            e.problems()
                    .forEach(problem -> refuse.accept(
                            problem.expected(),
                            problem.received() + (problem.where().isEmpty() ? "" : " (" + problem.where() + ")")));
        } catch (IOException | InvalidPathException e) {
            refuse.accept("a model's file that can be read", e.toString());
        }
        return null;
    }

    private static String what(Path file) {
        return Files.isDirectory(file) ? "a folder" : "nothing";
    }

    private static ImportedModel imported(String content, OnnxModel model) {
        SoftReference<ImportedModel> known = IMPORTED.get(content);
        ImportedModel imported = known == null ? null : known.get();
        if (imported == null) {
            imported = ImportedModel.of(model, Optional.empty());
            IMPORTED.put(content, new SoftReference<>(imported));
        }
        return imported;
    }

    /** SHA-256 of the file, and of all arrays if some of them lie in other files. */
    private static String content(Path file, OnnxModel model) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        if (model.hasExternalData()) {
            new TreeMap<>(model.parameters()).forEach((name, data) -> {
                float[] array = data.toFloats();
                ByteBuffer bytes = ByteBuffer.allocate(array.length * Float.BYTES);
                bytes.asFloatBuffer().put(array);
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update(bytes.array());
            });
        }
        return Sha256.hex(digest);
    }

    /** SHA-256 of the content, in hexadecimal. */
    public String content() {
        return content;
    }

    /** The network that the file describes. */
    public NetworkSpec network() {
        return network;
    }

    /** What its arrays hold, by name, in PyTorch's layout; empty without values. */
    public Map<String, float[]> values() {
        return values;
    }

    /** The same without what its arrays hold. */
    public ModelFile withoutValues() {
        return values.isEmpty() ? this : new ModelFile(path, content, network, Map.of());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelFile file
                && content.equals(file.content)
                && values.isEmpty() == file.values.isEmpty();
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    /** Its path. */
    @Override
    public String toString() {
        return path;
    }
}
