package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.data.tools.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An adversary damages an output directory between the commands that work on it. Whatever it does, no record that is whole
 * is lost or changed, tables hold what the records say, commands that only look change nothing, and every command either
 * goes on or says in one sentence what a person has to do, after which it goes on.
 *
 * <p>What happens follows from a seed: {@code -Dadversary.seed=...} replays one, {@code -Dadversary.steps=...} sets how many
 * commands are run.
 */
@Tag("faults")
class AdversaryTest extends CommandTest {

    private static final int MOST_DAMAGES_AT_A_TIME = 3;
    private static final int TRIALS = 6;
    private static final int STEPS_PER_LINE = 10;
    /** A busy machine is no wedge. */
    private static final Duration LONGEST = Duration.ofMinutes(15);
    /** A file by its name inside the directory, where a person is told to move it away. */
    private static final Pattern IN_THE_WAY = Pattern.compile("; ([^;]+); expected: a directory; received");

    private static final Map<String, String> SPARK = Map.of(
            "spark.hadoop.fs.file.impl", ForklessFiles.class.getName(),
            "spark.sql.codegen.wholeStage", "false",
            "spark.sql.codegen.factoryMode", "NO_CODEGEN",
            "spark.sql.adaptive.enabled", "false");

    private static final Pattern OTHER_VERSION = Pattern.compile("records/[0-9a-f]{32}\\.json");

    private final int steps = Integer.getInteger("adversary.steps", 200);
    private final List<String> history = new ArrayList<>();
    private final Map<String, Integer> done = new TreeMap<>();
    private final Map<String, String> rowsOfBytes = new HashMap<>();
    private Map<String, String> undisturbed;
    private SplittableRandom random;
    /** Whether anything was done to the output since the last sweep that ended. */
    private boolean struck;

    static LongStream seeds() {
        return System.getProperty("adversary.seed") == null
                ? LongStream.rangeClosed(1, 5)
                : LongStream.of(Long.getLong("adversary.seed"));
    }

    /** What may come between two damages. */
    private enum Step {
        SWEEP(5, ExitCode.DONE),
        KILL(1),
        AGGREGATE(3, ExitCode.DONE),
        REPORT(2, ExitCode.DONE),
        QUERY(2, ExitCode.DONE),
        STATUS(2, ExitCode.DONE),
        VERIFY(3, ExitCode.DONE, ExitCode.DAMAGED),
        REPAIR(3, ExitCode.DONE, ExitCode.DAMAGED);

        private final int weight;
        private final List<Integer> exits;

        Step(int weight, Integer... exits) {
            this.weight = weight;
            this.exits = List.of(exits);
        }

        static Step roll(SplittableRandom random) {
            int dice = random.nextInt(
                    Arrays.stream(values()).mapToInt(step -> step.weight).sum());
            for (Step step : values()) {
                dice -= step.weight;
                if (dice < 0) {
                    return step;
                }
            }
            throw new AssertionError("the weights add up");
        }

        boolean onlyLooks() {
            return this == QUERY || this == STATUS || this == VERIFY;
        }
    }

    /** Tables of a few rows are not worth compiling code for, nor a process for each of their files. */
    @BeforeEach
    void interpret() {
        SPARK.forEach(System::setProperty);
    }

    @AfterEach
    void compile() {
        SPARK.keySet().forEach(System::clearProperty);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noDamageWedgesAnOutput(long seed) throws Exception {
        System.out.println("Adversary: " + steps + " steps of seed " + seed + "; replay with -Dadversary.seed=" + seed);
        random = new SplittableRandom(seed);
        assertThat(sweep(SweepProcess.SIX_TRIALS)).isEqualTo(ExitCode.DONE);
        undisturbed = content();
        assertThat(undisturbed.keySet().stream().filter(name -> name.startsWith("records/")))
                .hasSize(TRIALS);
        try {
            for (int step = 0; step < steps; step++) {
                for (int i = random.nextInt(MOST_DAMAGES_AT_A_TIME + 1); i > 0; i--) {
                    strike(Damage.values()[random.nextInt(Damage.values().length)]);
                }
                take(Step.roll(random));
                if ((step + 1) % STEPS_PER_LINE == 0) {
                    System.out.println("Adversary: seed " + seed + ", " + (step + 1) + " steps: " + done);
                }
            }
            take(Step.SWEEP);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + ", step " + history.size() + "\n"
                            + String.join("\n", history.subList(Math.max(0, history.size() - 25), history.size()))
                            + "\nout:\n" + out + "\nerr:\n" + err,
                    e);
        }
        System.out.println("Adversary: seed " + seed + " did " + done);
    }

    /** Each damage by itself is found, named and mended, and leaves no trace in what follows. */
    @ParameterizedTest
    @EnumSource(Damage.class)
    void everyDamageIsFoundNamedAndMended(Damage damage) throws Exception {
        random = new SplittableRandom(damage.ordinal());
        assertThat(sweep(SweepProcess.SIX_TRIALS)).isEqualTo(ExitCode.DONE);
        undisturbed = content();
        Path file = strike(damage);
        take(Step.VERIFY);
        String name = printable(output.relativize(file).toString());
        if (damage.cure() != Damage.Cure.HARMLESS) {
            assertThat(out.toString().lines().map(line -> line.split(" {2}", 2)[0].strip()))
                    .as("%s", out)
                    .anyMatch(named -> name.equals(named) || name.startsWith(named + "/") && named.equals(".staging"));
        }
        boolean foreign = damage.cure() == Damage.Cure.FOREIGN;
        assertThat(out.toString().contains("foreign")).as("%s", out).isEqualTo(foreign);
        int exit = take(Step.REPAIR);
        assertThat(exit).isEqualTo(damage.cure() == Damage.Cure.RUN_AGAIN ? ExitCode.DAMAGED : ExitCode.DONE);
        assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS) || !foreign).isTrue();
        take(Step.SWEEP);
        assertThat(RUN)
                .hasSizeLessThanOrEqualTo(1)
                .hasSize(
                        damage.cure() == Damage.Cure.RUN_AGAIN
                                        || OTHER_VERSION.matcher(name).matches()
                                ? 1
                                : 0);
        assertThat(take(Step.VERIFY)).as("%s", out).isEqualTo(ExitCode.DONE);
    }

    /** As a name is printed: what a terminal would take for a command is not. */
    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    private Path strike(Damage damage) throws IOException {
        struck = true;
        history.add("damage " + damage);
        Path file = damage.strike(new Damage.Output(output, random));
        history.set(history.size() - 1, "damage " + damage + " " + output.relativize(file));
        done.merge("damage", 1, Integer::sum);
        return file;
    }

    private int take(Step step) throws Exception {
        history.add(step.name());
        done.merge(step.name(), 1, Integer::sum);
        if (step == Step.KILL) {
            kill();
            return ExitCode.BROKEN;
        }
        long start = System.nanoTime();
        Map<String, String> before = content();
        List<String> options = new ArrayList<>();
        // Each refusal names at least one thing that a person then moves away.
        for (int refusals = 0; refusals <= 10; refusals++) {
            int exit = Assertions.assertTimeoutPreemptively(LONGEST, () -> run(arguments(step, options)));
            history.set(history.size() - 1, step + " " + options + " exits with " + exit);
            done.merge(step.name() + " ms", (int) ((System.nanoTime() - start) / 1_000_000), Integer::sum);
            assertSentences();
            if (step.exits.contains(exit)) {
                check(step, exit, before);
                return exit;
            }
            assertThat(exit).as(step.name()).isEqualTo(ExitCode.UNUSABLE);
            // A table that is damaged, or not there at all, cannot be asked.
            if (step == Step.QUERY
                    && err.toString().lines().anyMatch(line -> line.matches("cannot (query|answer) .*"))) {
                return exit;
            }
            obey(options);
            before = content();
        }
        return fail(step + " still refuses");
    }

    private String[] arguments(Step step, List<String> options) {
        List<String> arguments = new ArrayList<>(
                switch (step) {
                    case SWEEP -> List.of("sweep", conf.toString(), "--output", output.toString());
                    case AGGREGATE -> List.of("aggregate", output.toString());
                    case REPORT -> List.of("report", output.toString());
                    case QUERY -> List.of("query", output.toString(), "SELECT trial_id FROM trials");
                    case STATUS -> List.of("status", output.toString());
                    case VERIFY -> List.of("verify", output.toString());
                    case REPAIR -> List.of("verify", output.toString(), "--repair");
                    case KILL -> throw new AssertionError("is no command");
                });
        if (step == Step.SWEEP) {
            arguments.addAll(List.of(SweepProcess.SIX_TRIALS));
        }
        arguments.addAll(options);
        return arguments.toArray(String[]::new);
    }

    /** Does what a person is told to. */
    private void obey(List<String> options) throws IOException {
        String told = err.toString();
        if (told.contains("run again with --takeover")) {
            assertThat(options).doesNotContain("--takeover");
            options.add("--takeover");
            return;
        }
        Matcher moved = told.contains("move it away") ? IN_THE_WAY.matcher(told) : OTHER_VERSION.matcher(told);
        int all = 0;
        while (moved.find()) {
            Path file = output.resolve(told.contains("move it away") ? moved.group(1) : moved.group());
            assertThat(file).exists();
            Damage.delete(file);
            all++;
        }
        assertThat(all).as("things to move away in: %s", told).isPositive();
    }

    private void assertSentences() {
        for (String text : List.of(out.toString(), err.toString())) {
            assertThat(text.lines()
                            .filter(line -> line.startsWith("\tat ") || line.matches("[\\w.]+(Exception|Error)\\b.*")))
                    .as("traces in: %s", text)
                    .isEmpty();
            assertThat(text).doesNotContain("\u001b", "\u0007");
        }
    }

    private void check(Step step, int exit, Map<String, String> before) throws IOException {
        Map<String, String> after = content();
        before.forEach((name, content) -> {
            if (name.startsWith("records/") && content.equals(undisturbed.get(name))) {
                assertThat(after).as("a whole record").containsEntry(name, content);
            }
        });
        if (step.onlyLooks()) {
            assertThat(after).isEqualTo(before);
        }
        boolean allRecords = after.entrySet().containsAll(ours("records/"));
        if (step == Step.SWEEP) {
            assertThat(after.entrySet()).containsAll(undisturbed.entrySet());
            assertThat(after.keySet()).noneMatch(name -> name.startsWith(".staging") || name.contains(".tmp-"));
        }
        boolean tablesAreMade =
                step == Step.AGGREGATE || (step == Step.REPAIR || step == Step.VERIFY) && exit == ExitCode.DONE;
        if (tablesAreMade && allRecords) {
            assertThat(after.entrySet()).containsAll(tables());
        }
        if (step == Step.VERIFY && exit == ExitCode.DAMAGED) {
            assertThat(struck)
                    .as("something was done to what is said to be damaged: %s", out)
                    .isTrue();
        }
        struck &= step != Step.SWEEP;
    }

    private List<Map.Entry<String, String>> ours(String prefix) {
        return undisturbed.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .toList();
    }

    private List<Map.Entry<String, String>> tables() {
        return undisturbed.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(".parquet"))
                .toList();
    }

    /** What the files are, in all of the directory but what differs each time or is history: tables by their rows. */
    private Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        Files.walkFileTree(output, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                String name = output.relativize(path).toString();
                return List.of("lock", "quarantine").contains(name)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = output.relativize(file).toString();
                if (!List.of("status.json", "metrics.prom").contains(name)) {
                    content.put(
                            name,
                            !attributes.isRegularFile()
                                    ? "no file"
                                    : name.endsWith(".parquet") ? rows(file) : Sha256.hex(bytes(file)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return content;
    }

    /** Without the manifest's digests: the same rows are other bytes in another process. */
    private static byte[] bytes(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        return file.endsWith("tables.json")
                ? new String(content, StandardCharsets.ISO_8859_1)
                        .replaceAll("\"sha256\":\"[0-9a-f]{64}\"", "")
                        .getBytes(StandardCharsets.ISO_8859_1)
                : content;
    }

    private String rows(Path file) throws IOException {
        String bytes = Sha256.hex(Files.readAllBytes(file));
        String rows = rowsOfBytes.get(bytes);
        if (rows == null) {
            rows = readRows(file);
            rowsOfBytes.put(bytes, rows);
        }
        return rows;
    }

    private static String readRows(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (ParquetReader<Group> reader = ParquetReader.builder(
                        new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                .build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                digest.update(row.toString().getBytes(StandardCharsets.UTF_8));
            }
            return Sha256.hex(digest);
        } catch (IOException | RuntimeException e) {
            return "no table " + Sha256.hex(Files.readAllBytes(file));
        }
    }

    /** Kills a sweep in the middle. */
    private void kill() throws Exception {
        struck = true;
        Process driver = SweepProcess.builder(conf, output, directory).start();
        // From before its Spark has started to after its tables are made.
        Thread.sleep(random.nextInt(500, 9_000));
        driver.destroyForcibly().waitFor();
    }

    /** The files of this machine as Hadoop has them, but for the program that it runs to give each its permissions. */
    public static final class ForklessFiles extends LocalFileSystem {
        public ForklessFiles() {
            super(new RawLocalFileSystem() {
                @Override
                public void setPermission(org.apache.hadoop.fs.Path file, FsPermission permission) throws IOException {
                    Files.setPosixFilePermissions(
                            pathToFile(file).toPath(),
                            PosixFilePermissions.fromString(
                                    permission.toString().substring(0, 9)));
                }
            });
        }
    }
}
