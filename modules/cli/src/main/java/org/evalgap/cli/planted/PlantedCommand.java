package org.evalgap.cli.planted;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.cli.console.Console;
import org.evalgap.data.ByteSource;
import org.evalgap.data.DatasetConfig;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.study.binding.Canonical;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how often a diagnosis names what was planted. */
@Command(
        name = "planted",
        description =
                "Train small networks with a known cause planted in each, and healthy twins, diagnose every network "
                        + "on its own, and print how often each planted cause was named as which. Plants that cost less than 2 "
                        + "points are not there: they are listed and left out of the matrix. Needs no Spark.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  jobs/evalgap planted conf/planted.conf --output output/planted"})
public final class PlantedCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "CONF", description = "The file of plants.")
    private Path file;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description =
                    "Directory for confusion.csv, diagnoses.json and the trained networks' records, which are not "
                            + "trained again. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("output/planted");

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "Only plants whose name, or network, contains this; may be given several times.")
    private List<String> only = List.of();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Plants that are trained at a time. Default: as many as there are processors.")
    private int parallel = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws Exception {
        Console console = Console.of(command);
        if (parallel < 1) {
            throw unusable("--parallel", "a number of at least 1", String.valueOf(parallel));
        }
        List<Plant> all = PlantedFile.read(file);
        List<Plant> plants = all.stream().filter(this::isChosen).toList();
        if (plants.isEmpty()) {
            throw unusable(
                    "--only",
                    "a part of the name of a plant or network ("
                            + all.stream().map(Plant::name).distinct().collect(Collectors.joining(", ")) + ")",
                    String.join(", ", only));
        }
        List<PlantDiagnosis> diagnoses = diagnose(plants, console);
        List<PlantDiagnosis> planted = diagnoses.stream()
                .filter(each -> each.isHealthy() || each.bites())
                .toList();
        ConfusionMatrix matrix = new ConfusionMatrix(planted);
        Files.createDirectories(output);
        Files.writeString(output.resolve("confusion.csv"), matrix.csv(), StandardCharsets.UTF_8);
        Files.writeString(
                output.resolve("diagnoses.json"),
                Canonical.json(diagnoses.stream().map(PlantDiagnosis::row).toList()) + "\n",
                StandardCharsets.UTF_8);
        console.print(matrix.text());
        int absent = diagnoses.size() - planted.size();
        if (absent > 0) {
            console.print("left out, as the plant costs less than 2 points: " + absent + "\n");
        }
        return 0;
    }

    private ParameterException unusable(String option, String expected, String received) {
        return new ParameterException(
                command.commandLine(), "cannot use " + option + "; expected: " + expected + "; received: " + received);
    }

    private boolean isChosen(Plant plant) {
        return only.isEmpty()
                || only.stream()
                        .anyMatch(text ->
                                plant.name().contains(text) || plant.network().contains(text));
    }

    private static void show(PlantDiagnosis each, Console console) {
        console.note((each.right() ? "right  " : each.bites() || each.isHealthy() ? "WRONG  " : "absent ")
                + each.plant().study().name() + " " + each.replicate() + ": planted "
                + each.plant().cause().id() + ", named "
                + each.diagnosis().cause().id()
                + each.diagnosis()
                        .degradation()
                        .map(degradation -> String.format(", degradation %.1f", 100 * degradation.mean()))
                        .orElse(""));
    }

    private List<PlantDiagnosis> diagnose(List<Plant> plants, Console console) throws Exception {
        Journal journal = new Journal(OutputDirectory.at(output.toUri().toString(), new Configuration()));
        journal.open();
        Map<DatasetConfig, PlantRunner> runners = new HashMap<>();
        plants.forEach(plant -> runners.computeIfAbsent(
                plant.study().dataset(),
                dataset -> new PlantRunner(DatasetReader.read(dataset, ByteSource.local()), journal)));
        ExecutorService workers = Executors.newFixedThreadPool(parallel);
        try {
            List<Future<List<PlantDiagnosis>>> running = new ArrayList<>();
            plants.forEach(plant -> running.add(
                    workers.submit(() -> runners.get(plant.study().dataset()).run(plant))));
            List<PlantDiagnosis> all = new ArrayList<>();
            for (Future<List<PlantDiagnosis>> each : running) {
                List<PlantDiagnosis> ofPlant = each.get();
                ofPlant.forEach(diagnosis -> show(diagnosis, console));
                all.addAll(ofPlant);
            }
            return all;
        } finally {
            workers.shutdownNow();
        }
    }
}
