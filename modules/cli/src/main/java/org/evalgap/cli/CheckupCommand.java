package org.evalgap.cli;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.evalgap.checkup.Checkup;
import org.evalgap.checkup.CheckupReport;
import org.evalgap.checkup.CheckupRequest;
import org.evalgap.checkup.input.CheckupFile;
import org.evalgap.checkup.input.CheckupInput;
import org.evalgap.checkup.input.CheckupSettings;
import org.evalgap.checkup.input.UnusableException;
import org.evalgap.checkup.pass.Passes;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.console.WorkProgress;
import org.evalgap.cli.output.LazySpark;
import org.evalgap.cli.output.Page;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.output.OutputHeldException;
import org.evalgap.spark.SparkSettings;
import org.evalgap.spark.StudyOutput;
import org.evalgap.spark.passes.SparkPasses;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says of a model that was trained elsewhere why it is worse after eval(), and writes a repaired copy. */
@Command(
        name = "checkup",
        description = "Look at a trained model and images: how it does in every mode, with other statistics and other "
                + "preprocessing; what costs accuracy, how sure that is, and what to do. Nothing is trained and no file "
                + "is changed.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The graph is exported with its norms kept:",
            "  torch.onnx.export(model, x, \"model.onnx\", training=torch.onnx.TrainingMode.TRAINING,",
            "                    do_constant_folding=False)",
            "and the weights are then best given beside it, as that export moves the statistics.",
            "",
            "Images pass through the network on all cores, or on the cluster of --master, whose machines",
            "have to find them under the same path; what comes of it is the same, bit by bit.",
            "",
            "Examples:",
            "  jobs/evalgap checkup conf/checkup-example.conf",
            "  jobs/evalgap checkup model.onnx --weights model.pt --data val --train-data train \\",
            "      --training-batch-size 64 --preprocessing preprocessing.conf --repaired repaired.pt",
            "  jobs/evalgap checkup model.onnx --data val --deployed-predictions predictions.csv",
            "",
            "Exit codes:",
            "   0  done",
            "   1  something broke",
            "   4  eval() costs more than --max-degradation",
            "  64  the command line, the model, the images or the preprocessing cannot be used"
        })
final class CheckupCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "MODEL|CONF",
            description =
                    "A model in ONNX; or a file that ends with .conf and says everything, which options override.")
    private String model;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Images like those in use: a folder for each class, Parquet files with image and label (a file, "
                            + "a folder, or FOLDER/test for test-*.parquet), an .npz file or the like.")
    private String data;

    @Option(
            names = "--train-data",
            paramLabel = "DIR",
            description =
                    "Training images: a folder for each class, and in it, if there are several domains, one for each.")
    private String trainData;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = "Parameters and buffers, if not those in the model: .pt, .pth or .safetensors.")
    private String weights;

    @Option(
            names = "--weights-part",
            paramLabel = "KEY",
            description = "Which of several models in the weights, such as model_ema. Default: the first that fits.")
    private String weightsPart;

    @Option(names = "--training-batch-size", paramLabel = "N", description = "Images of a training batch. Default: 32.")
    private String trainingBatchSize;

    @Option(
            names = "--composition",
            paramLabel = "NAME",
            description = "Which images formed a batch: random, by-class or by-folder (below the classes' folders). "
                    + "Default: what the statistics say.")
    private String composition;

    @Option(
            names = "--preprocessing",
            paramLabel = "FILE",
            description = "How images are prepared: preprocessing { train = [...], eval = [...] } with torchvision's "
                    + "transforms, train being optional. Default: ImageNet's, at the model's size.")
    private Path preprocessing;

    @Option(
            names = "--deployed-accuracy",
            paramLabel = "FRACTION",
            description = "What the model reaches in use, if that was measured elsewhere.")
    private String deployedAccuracy;

    @Option(
            names = "--deployed-predictions",
            paramLabel = "FILE",
            description = "What the model predicts in use, instead of its accuracy: a CSV of each image's path below "
                    + "--data and the name, or the number from 0, of the class. Tells ways of use apart that reach the "
                    + "same accuracy.")
    private String deployedPredictions;

    @Option(
            names = "--repaired",
            paramLabel = "FILE",
            description =
                    "Write a copy of the weights there in which only the statistics differ, if those are the cause.")
    private String repaired;

    @Option(names = "--json", paramLabel = "FILE", description = "Write what was found there as JSON.")
    private String json;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Keep what was measured there, a path or a URI, as tables and a page, for query and report. "
                    + "Several check-ups can share a directory.")
    private String output;

    @Option(
            names = "--takeover",
            description = "Write to the output directory though another run holds it. Use it when that run has ended.")
    private boolean takeOver;

    @Option(
            names = "--max-degradation",
            paramLabel = "FRACTION",
            description = "Exit with 4 if eval() costs more accuracy than this.")
    private String maxDegradation;

    @Override
    public Integer call() throws IOException, OutputHeldException {
        Console console = Console.of(command);
        CheckupFile.Read read = read();
        CheckupSettings settings = read.settings();
        CheckupRequest request;
        try {
            request = CheckupInput.open(read, Optional.ofNullable(preprocessing));
        } catch (UnusableException e) {
            console.note(e.getMessage());
            return ExitCode.UNUSABLE;
        }
        WorkProgress progress = new WorkProgress(Checkup.work(request), "images", console);
        CheckupReport report;
        try (LazySpark spark =
                new LazySpark("evalgap checkup " + request.graph().getFileName(), console)) {
            report = output == null ? run(request, spark, progress) : runInto(request, spark, progress, console);
        }
        console.print(report.text());
        if (settings.json() != null) {
            Files.writeString(Path.of(settings.json()), report.json());
        }
        repair(settings, report, console);
        return isAccepted(settings, report, console) ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }

    private static CheckupReport run(CheckupRequest request, LazySpark spark, WorkProgress progress) {
        spark.reserve(Checkup.nativeBytes(request));
        try (Passes passes = new SparkPasses(spark.get(), Checkup.model(request))) {
            CheckupReport report = Checkup.run(request, passes, progress::add);
            progress.finish();
            return report;
        }
    }

    /** The directory is claimed before anything is measured. */
    private CheckupReport runInto(CheckupRequest request, LazySpark spark, WorkProgress progress, Console console)
            throws IOException, OutputHeldException {
        try (StudyOutput directory = StudyOutput.claim(output, SparkSettings.hadoopConfiguration(), takeOver)) {
            CheckupReport report = run(request, spark, progress);
            directory.publish(report.rows());
            directory.writeTables(spark);
            console.note("Page: " + Page.write(SweepOutput.at(output)));
            return report;
        }
    }

    private static void repair(CheckupSettings settings, CheckupReport report, Console console) {
        if (settings.repaired() == null) {
            return;
        }
        if (report.isRepairable()) {
            report.writeRepaired(Path.of(settings.repaired()));
            console.note("repaired copy: " + settings.repaired());
        } else {
            console.note("no repaired copy: new statistics are not what helps against "
                    + report.cause().id());
        }
    }

    private static boolean isAccepted(CheckupSettings settings, CheckupReport report, Console console) {
        if (settings.maxDegradation() == null || report.degradation() <= settings.maxDegradation()) {
            return true;
        }
        console.note("eval() costs " + report.degradation() + " of accuracy, more than the " + settings.maxDegradation()
                + " that are accepted");
        return false;
    }

    private CheckupFile.Read read() {
        Map<String, String> given = new LinkedHashMap<>();
        boolean file = model.endsWith(".conf");
        put(given, "model", file ? null : model);
        put(given, "data", data);
        put(given, "train-data", trainData);
        put(given, "weights", weights);
        put(given, "weights-part", weightsPart);
        put(given, "training-batch-size", trainingBatchSize);
        put(given, "composition", composition);
        put(given, "deployed-accuracy", deployedAccuracy);
        put(given, "deployed-predictions", deployedPredictions);
        put(given, "repaired", repaired);
        put(given, "json", json);
        put(given, "max-degradation", maxDegradation);
        String overrides = given.entrySet().stream()
                .map(entry -> "checkup." + entry.getKey() + " = " + ConfigUtil.quoteString(entry.getValue()))
                .collect(Collectors.joining("\n"));
        return file ? CheckupFile.read(Path.of(model), overrides) : CheckupFile.parse("of the command line", overrides);
    }

    private static void put(Map<String, String> given, String key, String value) {
        if (value != null) {
            given.put(key, value);
        }
    }
}
