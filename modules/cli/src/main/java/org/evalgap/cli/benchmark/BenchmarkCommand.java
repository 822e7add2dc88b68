package org.evalgap.cli.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
            "  jobs/evalgap benchmark --against-pytorch --rounds 5",
            "  jobs/evalgap benchmark --study conf/quickstart.conf --rounds 1"
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
            description = "Rounds in turn; the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "0.5",
            description = "Length of one measurement (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write what was measured as JSON.")
    private Path json;

    @Option(names = "--profile", description = "Also say where the time goes, by native call.")
    private boolean profile;

    @Option(
            names = "--cores",
            defaultValue = "1",
            paramLabel = "N",
            description = "Also measure N networks in as many threads, against one.")
    private int cores;

    @Option(
            names = "--repeat-batch",
            paramLabel = "STEPS",
            description = {
                "Also train STEPS steps on one batch that repeats, with weight decay, and compare the slowest 100",
                "steps with the median, by processor time."
            })
    private Integer repeatedSteps;

    @Option(
            names = "--study",
            paramLabel = "CONF",
            description = "Also run one trial of each cell of a study and say where its processor time goes.")
    private Path study;

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
        Rates together = new Rates();
        Rates pytorch = new Rates();
        for (int round = 0; round < rounds; round++) {
            for (Rates.Case measured : cases()) {
                ours.add(measured, Cores.measure(measured, 1, seconds));
                if (cores > 1) {
                    together.add(measured, Cores.measure(measured, cores, seconds));
                }
            }
            if (againstPytorch) {
                new PytorchBenchmark(python, script()).measure(cases(), seconds, pytorch);
            }
        }
        BenchmarkReport report = new BenchmarkReport(out);
        report.rates(ours, againstPytorch ? Optional.of(pytorch) : Optional.empty());
        if (cores > 1) {
            report.cores(cores, ours, together);
        }
        if (repeatedSteps != null) {
            report.repeatedBatch(repeatedBatches());
        }
        List<TrialBenchmark.Trial> trials = study == null ? List.of() : TrialBenchmark.run(study);
        if (study != null) {
            report.trials(trials);
        }
        if (profile) {
            for (Rates.Case measured : cases()) {
                printProfile(out, measured);
            }
        }
        if (json != null) {
            Files.writeString(json, BenchmarkJson.of(ours, together, pytorch, trials));
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
        if (cores < 1) {
            throw unusable("--cores", "an integer of at least 1", Integer.toString(cores));
        }
        if (repeatedSteps != null && repeatedSteps < BenchmarkReport.SLOWEST) {
            throw unusable(
                    "--repeat-batch",
                    "an integer of at least " + BenchmarkReport.SLOWEST,
                    Integer.toString(repeatedSteps));
        }
        if (!(seconds > 0)) {
            throw unusable("--seconds", "a number above 0", Double.toString(seconds));
        }
    }

    private ParameterException unusable(String option, String expected, String received) {
        return new ParameterException(
                command.commandLine(), "cannot use " + option + "; expected: " + expected + "; received: " + received);
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

    private Map<Rates.Case, double[]> repeatedBatches() {
        Map<Rates.Case, double[]> seconds = new LinkedHashMap<>();
        for (Rates.Case measured : cases()) {
            try (EngineBenchmark benchmark = new EngineBenchmark(measured.norm(), measured.batchSize())) {
                // The first calls run in the interpreter.
                benchmark.trainRate(this.seconds);
                seconds.put(measured, benchmark.repeatedBatch(repeatedSteps));
            }
        }
        return seconds;
    }

    private static Path script() {
        String home = System.getenv("EVALGAP_HOME");
        return Path.of(home == null ? "." : home, "jobs", "benchmark-pytorch.py");
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
}
