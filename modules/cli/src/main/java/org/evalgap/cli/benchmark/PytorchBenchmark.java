package org.evalgap.cli.benchmark;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
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
            String rows = run(
                    "--norms",
                    norm,
                    "--batch-sizes",
                    sizes,
                    "--layouts",
                    LAYOUT,
                    "--rounds",
                    "1",
                    "--seconds",
                    Double.toString(seconds));
            // JSON is HOCON too.
            for (Config row : ConfigFactory.parseString("rows: " + rows).getConfigList("rows")) {
                rates.add(
                        new Rates.Case(row.getString("norm"), row.getInt("batch_size")),
                        new Rates.Rate(
                                row.getDouble("train_images_per_second"), row.getDouble("eval_images_per_second")));
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
