package org.evalgap.cli.benchmark;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.nn.kernel.NativeBackend;
import org.evalgap.nn.kernel.Profile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the engine, and nothing but the engine. */
@Command(
        name = "benchmark",
        description = "Images per second of the engine on one core, in training and in EVAL passes.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jobs/evalgap benchmark",
            "  jobs/evalgap benchmark --batch-sizes 2,8 --norms batch --profile",
            "  jobs/evalgap benchmark --against-pytorch --rounds 5"
        })
public final class BenchmarkCommand implements Callable<Integer> {

    private static final int PROFILED_IMAGES = 4_000;

    @Spec
    private CommandSpec command;

    @Option(names = "--batch-sizes", split = ",", defaultValue = "2,4,8,32,128", paramLabel = "N")
    private List<Integer> batchSizes;

    @Option(
            names = "--norms",
            split = ",",
            defaultValue = "batch,group,layer",
            paramLabel = "NORM",
            description = "batch, group (8 groups) or layer (default: ${DEFAULT-VALUE}).")
    private List<String> norms;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds; the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "0.5",
            description = "Length of one measurement (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the rates as JSON.")
    private Path json;

    @Option(names = "--profile", description = "Also say where the time goes, by native call.")
    private boolean profile;

    @Option(names = "--against-pytorch", description = "Measure PyTorch (channels_last) in turn and print the ratios.")
    private boolean againstPytorch;

    @Option(
            names = "--python",
            defaultValue = "python3",
            paramLabel = "PROGRAM",
            description = "A Python that has torch (default: ${DEFAULT-VALUE}).")
    private String python;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        PrintWriter out = command.commandLine().getOut();
        out.println(NativeBackend.numericsProfile());
        Rates ours = new Rates();
        Rates pytorch = new Rates();
        for (int round = 0; round < rounds; round++) {
            measure(ours);
            if (againstPytorch) {
                new PytorchBenchmark(python, script()).measure(cases(), seconds, pytorch);
            }
        }
        print(out, ours, pytorch);
        if (profile) {
            for (Rates.Case measured : cases()) {
                printProfile(out, measured);
            }
        }
        if (json != null) {
            Files.writeString(json, json(ours));
        }
        return ExitCode.DONE;
    }

    private void check() {
        for (String norm : norms) {
            if (!List.of("batch", "group", "layer").contains(norm)) {
                throw unusable("--norms", "batch, group or layer", norm);
            }
        }
        for (int size : batchSizes) {
            if (size < 1) {
                throw unusable("--batch-sizes", "integers of at least 1", Integer.toString(size));
            }
        }
        if (rounds < 1) {
            throw unusable("--rounds", "an integer of at least 1", Integer.toString(rounds));
        }
        if (!(seconds > 0)) {
            throw unusable("--seconds", "a number above 0", Double.toString(seconds));
        }
    }

    private ParameterException unusable(String option, String expected, String received) {
        return new ParameterException(
                command.commandLine(),
                "Cannot run the benchmark: " + option + ": expected " + expected + ", received " + received);
    }

    private List<Rates.Case> cases() {
        List<Rates.Case> cases = new ArrayList<>();
        for (String norm : norms) {
            for (int size : batchSizes) {
                cases.add(new Rates.Case(norm, size));
            }
        }
        return cases;
    }

    private void measure(Rates rates) {
        for (Rates.Case measured : cases()) {
            try (EngineBenchmark benchmark = new EngineBenchmark(measured.norm(), measured.batchSize())) {
                // The first calls run in the interpreter.
                benchmark.trainRate(seconds / 2);
                benchmark.evalRate(seconds / 4);
                rates.add(measured, new Rates.Rate(benchmark.trainRate(seconds), benchmark.evalRate(seconds)));
            }
        }
    }

    private static Path script() {
        String home = System.getenv("EVALGAP_HOME");
        return Path.of(home == null ? "." : home, "jobs", "benchmark-pytorch.py");
    }

    private void print(PrintWriter out, Rates ours, Rates pytorch) {
        out.printf("%n%-6s %10s %14s %14s", "norm", "batch size", "train images/s", "eval images/s");
        out.println(
                againstPytorch
                        ? String.format(
                                "   %14s %14s %12s %12s", "PyTorch train", "PyTorch eval", "train ratio", "eval ratio")
                        : "");
        for (Rates.Case measured : ours.cases()) {
            Rates.Rate rate = ours.median(measured);
            out.printf(
                    Locale.ROOT,
                    "%-6s %10d %14.0f %14.0f",
                    measured.norm(),
                    measured.batchSize(),
                    rate.train(),
                    rate.eval());
            if (againstPytorch) {
                Rates.Rate theirs = pytorch.median(measured);
                out.printf(
                        Locale.ROOT,
                        "   %14.0f %14.0f %12.2f %12.2f",
                        theirs.train(),
                        theirs.eval(),
                        rate.train() / theirs.train(),
                        rate.eval() / theirs.eval());
            }
            out.println();
        }
        out.flush();
    }

    private static void printProfile(PrintWriter out, Rates.Case measured) {
        try (EngineBenchmark benchmark = new EngineBenchmark(measured.norm(), measured.batchSize())) {
            int steps = Math.max(20, PROFILED_IMAGES / measured.batchSize());
            benchmark.profileTraining(steps);
            benchmark.profileEvaluation(steps);
            printProfile(out, "training step", measured, benchmark.profileTraining(steps), steps);
            printProfile(out, "EVAL pass", measured, benchmark.profileEvaluation(steps), steps);
        }
    }

    private static void printProfile(PrintWriter out, String what, Rates.Case measured, Profile profile, int steps) {
        double total =
                profile.lines().stream().mapToLong(Profile.Line::nanoseconds).sum();
        out.printf(
                Locale.ROOT,
                "%n%s, %s norm, batch size %d: %.0f µs%n%-16s %8s %10s %7s%n",
                what,
                measured.norm(),
                measured.batchSize(),
                total / steps / 1e3,
                "call",
                "calls",
                "µs",
                "share");
        for (Profile.Line line : profile.lines()) {
            out.printf(
                    Locale.ROOT,
                    "%-16s %8.1f %10.1f %6.1f%%%n",
                    line.name(),
                    (double) line.calls() / steps,
                    line.nanoseconds() / 1e3 / steps,
                    100 * line.nanoseconds() / total);
        }
        out.flush();
    }

    private static String json(Rates rates) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Rates.Case measured : rates.cases()) {
            Rates.Rate rate = rates.median(measured);
            rows.add(Map.of(
                    "norm", measured.norm(),
                    "batch_size", measured.batchSize(),
                    "train_images_per_second", rate.train(),
                    "eval_images_per_second", rate.eval()));
        }
        return ConfigValueFactory.fromIterable(rows)
                        .render(ConfigRenderOptions.concise().setFormatted(true))
                + System.lineSeparator();
    }
}
