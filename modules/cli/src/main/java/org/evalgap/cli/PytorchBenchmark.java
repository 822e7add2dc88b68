package org.evalgap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code jobs/benchmark-pytorch.py} in this process's environment. */
final class PytorchBenchmark {

    /** The faster of PyTorch's two layouts, and so the one to compare with. */
    static final String LAYOUT = "channels_last";

    private final String python;
    private final Path script;

    PytorchBenchmark(String python, Path script) {
        this.python = python;
        this.script = script;
    }

    /**
     * Measures each case once.
     *
     * @throws IOException if Python, PyTorch or the script cannot be run
     */
    void measure(List<Rates.Case> cases, double seconds, Rates rates) throws IOException, InterruptedException {
        for (String norm : cases.stream().map(Rates.Case::norm).distinct().toList()) {
            String sizes = String.join(
                    ",",
                    cases.stream()
                            .filter(measured -> measured.norm().equals(norm))
                            .map(measured -> Integer.toString(measured.batchSize()))
                            .toList());
            JsonNode rows = new ObjectMapper()
                    .readTree(run(
                            "--norms",
                            norm,
                            "--batch-sizes",
                            sizes,
                            "--layouts",
                            LAYOUT,
                            "--rounds",
                            "1",
                            "--seconds",
                            Double.toString(seconds)));
            for (JsonNode row : rows) {
                rates.add(
                        new Rates.Case(
                                row.get("norm").asText(), row.get("batch_size").asInt()),
                        new Rates.Rate(
                                row.get("train_images_per_second").asDouble(),
                                row.get("eval_images_per_second").asDouble()));
            }
        }
    }

    private String run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python, script.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException("cannot measure PyTorch; expected: exit code 0 of " + String.join(" ", command)
                    + "; received: " + code);
        }
        return output;
    }
}
