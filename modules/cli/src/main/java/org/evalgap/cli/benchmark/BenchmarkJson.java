package org.evalgap.cli.benchmark;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evalgap.nn.kernel.NativeBackend;

/** What a benchmark measured, and on what, as JSON. */
final class BenchmarkJson {

    private BenchmarkJson() {}

    /**
     * @param together rates of several threads; none if they were not measured
     * @param pytorch rates of PyTorch; none if they were not measured
     */
    static String of(Rates ours, Rates together, Rates pytorch, List<TrialBenchmark.Trial> trials) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("processor", NativeBackend.processor());
        all.put("numerics_profile", NativeBackend.numericsProfile());
        all.put("java", System.getProperty("java.runtime.version"));
        all.put("measured_at", Instant.now().toString());
        all.put("rates", rows(ours));
        all.put("rates_of_threads_together", rows(together));
        all.put("rates_of_pytorch", rows(pytorch));
        all.put(
                "trials",
                trials.stream()
                        .map(trial -> Map.of("cell", trial.cell(), "processor_seconds", trial.seconds()))
                        .toList());
        return ConfigValueFactory.fromMap(all)
                        .render(ConfigRenderOptions.concise().setFormatted(true))
                + System.lineSeparator();
    }

    private static List<Map<String, Object>> rows(Rates rates) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Rates.Case measured : rates.cases()) {
            Rates.Rate median = rates.median(measured);
            rows.add(Map.of(
                    "norm", measured.norm(),
                    "batch_size", measured.batchSize(),
                    "train_images_per_second", median.train(),
                    "eval_images_per_second", median.eval(),
                    "train_rounds",
                            rates.rounds(measured).stream()
                                    .map(Rates.Rate::train)
                                    .toList(),
                    "eval_rounds",
                            rates.rounds(measured).stream()
                                    .map(Rates.Rate::eval)
                                    .toList()));
        }
        return rows;
    }
}
