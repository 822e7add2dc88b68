package org.evalgap.experiment.statistics;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExploreTest {
    @Test
    void explore() throws Exception {
        for (String line : Files.readAllLines(Path.of("/tmp/causes.txt"))) {
            if (line.isBlank() || line.startsWith("#")) continue;
            String[] parts = line.split("\\|", 3);
            System.out.println("== " + parts[0] + ": " + parts[2]);
            for (int seed = 1; seed <= Integer.parseInt(parts[1].trim()); seed++) {
                long t0 = System.nanoTime();
                try (TrainedNetwork t = new TrainedNetwork(parts[2], seed)) {
                    long t1 = System.nanoTime();
                    CauseFigures f = t.causes();
                    long t2 = System.nanoTime();
                    StringBuilder s = new StringBuilder();
                    double sum = 0;
                    for (var step : f.steps()) {
                        sum += step.value();
                        s.append(String.format(" %s %.1f[%.1f,%.1f]", step.cause().label(), 100 * step.value(), 100 * step.range().get().lower(), 100 * step.range().get().upper()));
                    }
                    double train = f.steps().get(f.steps().size() - 1).accuracy();
                    System.out.printf("seed %d eval %.1f train %.1f deg %.1f:%s %s (train %.1fs causes %.1fs)%n", seed, 100 * (train - sum), 100 * train, 100 * sum, s, f.buffers(), (t1 - t0) / 1e9, (t2 - t1) / 1e9);
                    if (seed == 1) for (var d : f.layers()) System.out.printf("   %d %s %.3f %.3f%n", d.layer(), d.without().map(c -> c.label()).orElse("trained"), d.mean(), d.varianceLogRatio());
                }
            }
        }
    }
}
