package org.evalgap;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the house: which module may know which, what stays in its room, and how full a room may get. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.evalgap");

    /** Lowest first: each may use those before it that are named. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("nn", List.of()),
            Map.entry("data", List.of("nn")),
            Map.entry("models", List.of("nn")),
            Map.entry("study", List.of("nn", "data", "models")),
            Map.entry("results", List.of("nn", "data", "study")),
            Map.entry("experiment", List.of("nn", "data", "study", "results")),
            Map.entry("output", List.of("nn", "data", "study", "results")),
            Map.entry("spark", List.of("nn", "data", "study", "results", "experiment", "output", "models", "checkup")),
            Map.entry("checkup", List.of("nn", "data", "study", "models", "results")),
            Map.entry("report", List.of("nn", "data", "study", "results")),
            Map.entry(
                    "cli",
                    List.of(
                            "nn",
                            "data",
                            "study",
                            "results",
                            "experiment",
                            "output",
                            "spark",
                            "report",
                            "models",
                            "checkup")));

    private static final int FILES_OF_A_PACKAGE = 20;
    private static final double SHARE_OF_A_MODULE = 0.25;

    @Test
    void modulesUseOnlyWhatLiesBelowThem() {
        var layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String module : MAY_USE.keySet()) {
            layers = layers.layer(module).definedBy("org.evalgap." + module + "..");
        }
        for (var module : MAY_USE.entrySet()) {
            layers = module.getValue().isEmpty()
                    ? layers.whereLayer(module.getKey()).mayNotAccessAnyLayer()
                    : layers.whereLayer(module.getKey())
                            .mayOnlyAccessLayers(module.getValue().toArray(String[]::new));
        }
        layers.check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.evalgap.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void librariesStayInTheirModules() {
        onlyIn("org.apache.spark..", "spark", "cli");
        onlyIn("org.apache.hadoop..", "output", "spark", "cli");
        onlyIn("org.apache.parquet..", "data");
        onlyIn("org.nd4j..", "nn", "models");
        onlyIn("org.bytedeco..", "nn");
        onlyIn("picocli..", "cli");
        onlyIn("org.mozilla..", "report");
    }

    /** A study with a model in ONNX is read where Spark, which brings the reader of pickles, is not. */
    @Test
    void onnxIsReadWithoutPickles() {
        noClasses()
                .that()
                .resideInAPackage("org.evalgap.models.network..")
                .or()
                .haveSimpleNameStartingWith("Onnx")
                .should()
                .dependOnClassesThat()
                .haveSimpleNameStartingWith("Torch")
                .check(CLASSES);
    }

    private static void onlyIn(String library, String... modules) {
        String[] allowed =
                Stream.of(modules).map(module -> "org.evalgap." + module + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
    }

    /** A clock that is set back must make nothing wait: what is waited for is timed by {@code System.nanoTime} alone. */
    @Test
    void nothingIsTimedByTheWallClock() {
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.evalgap.output..",
                        "org.evalgap.experiment.trial",
                        "org.evalgap.checkup",
                        "org.evalgap.cli.benchmark")
                .should()
                .callMethod(Instant.class, "now")
                .because("an instant is for people to read")
                .check(CLASSES);
    }

    @Test
    void noPackageIsOverfull() {
        Map<String, Long> files = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getPackageName, counting()));
        files.values().removeIf(count -> count <= FILES_OF_A_PACKAGE);
        assertThat(files)
                .as("packages of more than %d files", FILES_OF_A_PACKAGE)
                .isEmpty();
    }

    @Test
    void noModuleHasMoreThanAQuarterOfTheLines() throws IOException {
        Map<String, Long> lines;
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            lines = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file ->
                            file.startsWith(Path.of("..", file.getName(1).toString(), "src", "main")))
                    .collect(groupingBy(file -> file.getName(1).toString(), summingLong(ArchitectureTest::lines)));
        }
        assertThat(lines.keySet()).containsAll(MAY_USE.keySet());
        long limit = (long) (SHARE_OF_A_MODULE
                * lines.values().stream().mapToLong(Long::longValue).sum());
        lines.values().removeIf(count -> count <= limit);
        assertThat(lines).as("modules of more than %d lines", limit).isEmpty();
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
