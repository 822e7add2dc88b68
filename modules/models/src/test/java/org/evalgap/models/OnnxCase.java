package org.evalgap.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** A network exported by PyTorch, with PyTorch's own numbers; the README beside the cases says what they are. */
record OnnxCase(Path folder, String name, JsonNode json, NumpyArchive numbers) {

    static OnnxCase read(Path json) {
        try {
            String name = json.getFileName().toString().replaceFirst("\\.json$", "");
            return new OnnxCase(
                    json.getParent(),
                    name,
                    new ObjectMapper().readTree(Files.readString(json)),
                    new NumpyArchive(json.resolveSibling(name + ".npz")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the case " + json, e);
        }
    }

    Path file(String ending) {
        return folder.resolve(name + ending);
    }

    double setting(String name) {
        return json.get("optimizer").get(name).asDouble();
    }

    int steps() {
        return json.get("optimizer").path("steps").asInt(3);
    }

    /** The images as [N, H, W, C]. */
    float[] images() {
        double[] values = numbers.values("input");
        int channels = json.get("input").get(0).asInt();
        int pixels = json.get("input").get(1).asInt() * json.get("input").get(2).asInt();
        float[] images = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int within = i % (channels * pixels);
            images[i - within + within % pixels * channels + within / pixels] = (float) values[i];
        }
        return images;
    }

    byte[] labels() {
        double[] values = numbers.values("labels");
        byte[] labels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            labels[i] = (byte) values[i];
        }
        return labels;
    }
}
