package org.evalgap.cli.benchmark;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.evalgap.results.statistics.Quantiles;

/** What a benchmark measured, as tables for the console. */
final class BenchmarkReport {

    /** Steps on a repeated batch that count as the slowest. */
    static final int SLOWEST = 100;

    private final PrintWriter out;

    BenchmarkReport(PrintWriter out) {
        this.out = out;
    }

    /** Medians of the rounds; the spread is (largest − smallest) / median. */
    void rates(Rates ours, Optional<Rates> pytorch) {
        print(
                "%n%-6s %10s %14s %14s %12s %12s",
                "norm", "batch size", "train images/s", "eval images/s", "train spread", "eval spread");
        pytorch.ifPresent(theirs ->
                print("   %14s %14s %12s %12s", "PyTorch train", "PyTorch eval", "train ratio", "eval ratio"));
        out.println();
        for (Rates.Case measured : ours.cases()) {
            Rates.Rate rate = ours.median(measured);
            Rates.Rate spread = ours.spread(measured);
            print(
                    "%-6s %10d %14.0f %14.0f %11.0f%% %11.0f%%",
                    measured.norm(),
                    measured.batchSize(),
                    rate.train(),
                    rate.eval(),
                    100 * spread.train(),
                    100 * spread.eval());
            pytorch.map(theirs -> theirs.median(measured))
                    .ifPresent(theirs -> print(
                            "   %14.0f %14.0f %12.2f %12.2f",
                            theirs.train(), theirs.eval(), rate.train() / theirs.train(), rate.eval() / theirs.eval()));
            out.println();
        }
        out.flush();
    }

    /** Rates of several threads together, against one thread's. */
    void cores(int threads, Rates one, Rates together) {
        print("%n%d threads: %-6s %10s %12s %12s%n", threads, "norm", "batch size", "train ratio", "eval ratio");
        for (Rates.Case measured : one.cases()) {
            print(
                    "%11s%-6s %10d %12.2f %12.2f%n",
                    "",
                    measured.norm(),
                    measured.batchSize(),
                    together.median(measured).train() / one.median(measured).train(),
                    together.median(measured).eval() / one.median(measured).eval());
        }
        out.flush();
    }

    /** @param seconds of every step of each case */
    void repeatedBatch(Map<Rates.Case, double[]> seconds) {
        print(
                "%none batch repeated: %-6s %10s %8s %14s %22s %8s%n",
                "norm", "batch size", "steps", "median µs", "slowest " + SLOWEST + ", mean µs", "ratio");
        seconds.forEach((measured, steps) -> {
            double[] sorted = steps.clone();
            Arrays.sort(sorted);
            double median = Quantiles.median(steps);
            double slowest = Arrays.stream(sorted, sorted.length - SLOWEST, sorted.length)
                    .average()
                    .orElseThrow();
            print(
                    "%20s%-6s %10d %8d %14.0f %22.0f %8.2f%n",
                    "",
                    measured.norm(),
                    measured.batchSize(),
                    steps.length,
                    1e6 * median,
                    1e6 * slowest,
                    slowest / median);
        });
        out.flush();
    }

    /** Processor seconds of trials, and of their parts over all of them. */
    void trials(List<TrialBenchmark.Trial> trials) {
        Map<String, Double> parts = new LinkedHashMap<>();
        print("%n%10s %14s %8s  %s%n", "training s", "measurements s", "ratio", "cell");
        for (TrialBenchmark.Trial trial : trials) {
            trial.seconds().forEach((part, seconds) -> parts.merge(part, seconds, Double::sum));
            print(
                    "%10.2f %14.2f %8.2f  %s%n",
                    trial.training(), trial.measurements(), trial.measurements() / trial.training(), trial.cell());
        }
        double training =
                trials.stream().mapToDouble(TrialBenchmark.Trial::training).sum();
        double measurements =
                trials.stream().mapToDouble(TrialBenchmark.Trial::measurements).sum();
        print("%10.2f %14.2f %8.2f  %s%n", training, measurements, measurements / training, "all");
        print("%n%10s %8s  %s%n", "seconds", "share", "part of all trials");
        parts.forEach((part, seconds) ->
                print("%10.2f %7.1f%%  %s%n", seconds, 100 * seconds / (training + measurements), part));
        out.flush();
    }

    private void print(String format, Object... values) {
        out.printf(Locale.ROOT, format, values);
    }
}
