package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.results.diagnosis.LeadingCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlantedFilesTest {

    private static final String GOOD = """
            study {
              replicates = 2
              dataset {
                kind = synthetic, height = 6, width = 6, channels = 1, classes = 2
                train-per-class = 40, test-per-class = 40, noise = 10
              }
              evaluation { corners = factorial, every-epochs = 0, mistakes = false, bootstrap-resamples = 20 }
            }
            networks {
              small { network { kind = simplenet, dropout = 0 }, training { epochs = 2, batch-size = 8 }, deployment = {} }
              other { network { kind = cnn, widths = [2], dropout = 0 }, training { epochs = 2, batch-size = 8 } }
            }
            """;

    private static final String CAUSES = "a cause that jobs/evalgap diagnose --help lists";
    private static final String KEYS = "a key of a plant (cause, dataset, networks, on, trial)";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String text, String... options) throws IOException {
        Path file = directory.resolve("plants.conf");
        Files.writeString(file, text);
        return run(file, options);
    }

    private int run(Path file, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "planted", file.toString(), "--output", directory.resolve("out").toString()));
        arguments.addAll(List.of(options));
        return Main.commandLine(study -> {
                    throw new IllegalStateException("planted needs no Spark");
                })
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    static Stream<Arguments> badFiles() {
        return Stream.of(
                Arguments.of("networks {}, plants {}", "study: expected an object, received nothing"),
                Arguments.of("study {}, plants {}", "networks: expected an object, received nothing"),
                Arguments.of(GOOD, "plants: expected an object, received nothing"),
                Arguments.of(GOOD + "plants = [a]", "plants: expected an object, received [\"a\"]"),
                Arguments.of(GOOD + "plants { a = healthy }", "plants.a: expected an object, received \"healthy\""),
                Arguments.of(GOOD + "plants { a {} }", "plants.a.cause: expected " + CAUSES + ", received nothing"),
                Arguments.of(
                        GOOD + "plants { a { cause = helthy } }",
                        "plants.a.cause: expected " + CAUSES + ", received helthy; did you mean healthy?"),
                Arguments.of(
                        GOOD + "plants { a { cause = healthy, trail.training.epochs = 1 } }",
                        "plants.a.trail: expected " + KEYS + ", received trail; did you mean trial?"),
                Arguments.of(
                        GOOD + "plants { a { cause = healthy, networks = [smal] } }",
                        "plants.a.networks.smal: expected a network (other, small), received smal; did you mean small?"),
                Arguments.of(
                        GOOD + "plants { a { cause = healthy, networks = small } }",
                        "plants.a.networks: expected a list of networks, received \"small\""),
                Arguments.of(
                        GOOD + "plants { a { cause = healthy, on.mlp.training.epochs = 1 } }",
                        "plants.a.on.mlp: expected a network (other, small), received mlp"));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void saysWhatIsWrongWithAFile(String text, String problem) throws IOException {
        assertThat(run(text)).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString().strip())
                .isEqualTo("Cannot use plants " + directory.resolve("plants.conf") + ": 1 problem\n  " + problem);
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void saysThatThereIsNoFile() {
        Path absent = directory.resolve("absent.conf");
        assertThat(run(absent)).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString().strip())
                .isEqualTo("Cannot use plants " + absent + ": 1 problem\n  " + absent
                        + ": expected a file of plants, received nothing");
    }

    @Test
    void saysWhereAFileIsNoHocon() throws IOException {
        assertThat(run("study {\n  a = ]\n}")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith("Cannot use plants " + directory.resolve("plants.conf") + ": 1 problem\n  "
                        + directory.resolve("plants.conf") + ":2: expected HOCON, received ");
    }

    /** A setting of a plant is a setting of a study, and what is wrong with it is said as of a study. */
    @Test
    void saysWhatIsWrongWithTheStudyOfAPlant() throws IOException {
        assertThat(run(GOOD + "plants { a { cause = healthy, trial.training.batchsize = 4 } }"))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString().strip())
                .isEqualTo("Cannot use study " + directory.resolve("plants.conf") + ": a in other: 1 problem\n"
                        + "  study.trial.training.batchsize: expected a key of training, received batchsize; did you "
                        + "mean batch-size?");
    }

    @Test
    void saysWhichOptionsCannotBe() throws IOException {
        String one = GOOD + "plants { fine { cause = healthy } }";
        assertThat(run(one, "--only", "nothing")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .startsWith("cannot use --only; expected: a part of the name of a plant or network (fine); received: "
                        + "nothing");
        err.getBuffer().setLength(0);
        assertThat(run(one, "--parallel", "0")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).startsWith("cannot use --parallel; expected: a number of at least 1; received: 0");
    }

    /** Statistics that were never updated cost all that a network of such images has. */
    @Test
    void trainsDiagnosesAndCounts() throws IOException {
        assertThat(run(GOOD + """
                        plants {
                          never-updated {
                            cause = unconverged-statistics, networks = [small]
                            trial.training.update-running-statistics = false
                          }
                          fine {
                            cause = healthy, networks = [small]
                            dataset {
                              kind = synthetic, height = 6, width = 6, channels = 3, classes = 2
                              train-per-class = 40, test-per-class = 40, noise = 10
                            }
                          }
                        }
                        """, "--parallel", "1")).as(err.toString()).isEqualTo(ExitCode.DONE);

        String header = Stream.of(LeadingCause.values()).map(LeadingCause::id).collect(Collectors.joining(","));
        List<String> matrix = Files.readAllLines(directory.resolve("out/confusion.csv"));
        assertThat(matrix.get(0)).isEqualTo("planted," + header);
        String diagnoses = Files.readString(directory.resolve("out/diagnoses.json"));
        assertThat(diagnoses.split("\"replicate\":", -1)).hasSize(1 + 4);
        assertThat(diagnoses)
                .contains("\"planted\":\"healthy\"", "\"planted\":\"unconverged-statistics\"", "\"network\":\"small\"");
        assertThat(out.toString()).contains("of 2 healthy networks");
        assertThat(err.toString().lines().filter(line -> line.contains("never-updated in small")))
                .hasSize(2);
    }
}
