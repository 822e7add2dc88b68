package org.evalgap.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.evalgap.data.tools.Sha256;

/** What can be done to an output directory from outside: each changes one thing. */
enum Damage {
    RECORD_BIT_FLIPPED(Cure.RUN_AGAIN, Output::record, Damage::flip),
    RECORD_CUT_SHORT(Cure.RUN_AGAIN, Output::record, Damage::cut),
    RECORD_EMPTY(Cure.RUN_AGAIN, Output::record, (file, output) -> write(file, "")),
    RECORD_LONGER(Cure.RUN_AGAIN, Output::record, (file, output) -> write(file, content(file) + "\n")),
    RECORD_A_DIRECTORY(Cure.RUN_AGAIN, Output::record, Damage::directory),
    RECORD_A_LINK_TO_NOTHING(Cure.RUN_AGAIN, Output::record, (file, output) -> link(file, Path.of("none"))),
    RECORD_A_LINK_TO_ITSELF(Cure.RUN_AGAIN, Output::record, (file, output) -> link(file, file.getFileName())),
    RECORD_A_PIPE(Cure.RUN_AGAIN, Output::record, Damage::pipe),
    RECORD_OF_ANOTHER_TRIAL(Cure.RUN_AGAIN, Output::record, (file, output) -> copy(output.record(), file)),
    RECORD_WITHOUT_A_COLUMN(Cure.RUN_AGAIN, Output::record, replacing("\"network\":\"[a-z]*\",", "")),
    RECORD_WITH_A_BAD_INSTANT(
            Cure.RUN_AGAIN, Output::record, replacing("\"started_at\":\"[^\"]*\"", "\"started_at\":\"noon\"")),
    RECORD_WITH_SETTINGS_THAT_INCLUDE(
            Cure.RUN_AGAIN,
            Output::record,
            replacing("\"settings\":\"[^\"]*\"", "\"settings\":\"include file(tables.json)\"")),
    RECORD_OF_NO_JSON(Cure.RUN_AGAIN, Output::record, replacing(".*", "nothing of the kind")),
    RECORD_NESTED_TOO_DEEP(
            Cure.RUN_AGAIN,
            Output::record,
            replacing(".*", "{\"version\":1,\"trial\":" + "[".repeat(1001) + "]".repeat(1001) + "}")),
    RECORD_OF_AN_EARLIER_VERSION(Cure.RUN_AGAIN, Output::record, replacing("\"version\":1", "\"version\":0")),
    RECORD_OF_A_LATER_VERSION(Cure.PERSON, Output::record, replacing("\"version\":1", "\"version\":2")),
    RECORD_UNDER_NO_TRIALS_NAME(Cure.FOREIGN, output -> output.path("records/" + output.word() + ".json")),
    RECORD_UNDER_A_STRANGE_NAME(
            Cure.FOREIGN, output -> output.path("records/C:" + output.word() + " \n\u001b[31m%41#?&<b>.json")),
    DIRECTORY_AMONG_RECORDS(Cure.FOREIGN, output -> output.path("records/" + output.word()), Damage::directory),
    UNFINISHED_RECORD(Cure.MENDED, output -> output.path("records/.tmp-" + output.word())),
    UNFINISHED_RECORD_A_DIRECTORY(
            Cure.MENDED, output -> output.path("records/.tmp-" + output.word()), Damage::directory),
    ATTEMPT_CUT_SHORT(Cure.MENDED, output -> output.attempt(1), (file, output) -> write(file, "{\"pid\":")),
    ATTEMPT_WITHOUT_THOSE_BEFORE(Cure.MENDED, output -> output.attempt(3)),
    ATTEMPT_A_DIRECTORY(Cure.MENDED, output -> output.attempt(1), Damage::directory),
    ATTEMPT_A_PIPE(Cure.MENDED, output -> output.attempt(2), Damage::pipe),
    TABLE_BIT_FLIPPED(Cure.MENDED, Output::table, Damage::flip),
    TABLE_CUT_SHORT(Cure.MENDED, Output::table, Damage::cut),
    TABLE_LOST(Cure.MENDED, Output::table, (file, output) -> delete(file)),
    TABLE_A_DIRECTORY(Cure.MENDED, Output::table, Damage::directory),
    TABLE_A_PIPE(Cure.MENDED, Output::table, Damage::pipe),
    TABLE_OF_ANOTHER_NAME(Cure.MENDED, Output::table, (file, output) -> copy(output.table(), file)),
    FILE_BESIDE_A_TABLE(Cure.FOREIGN, output -> output.path("trials/" + output.word() + ".parquet")),
    FILE_IN_PLACE_OF_A_TABLES_DIRECTORY(Cure.PERSON, output -> output.path("trials")),
    MANIFEST_EMPTY(Cure.MENDED, output -> output.path("tables.json"), (file, output) -> write(file, "{}")),
    MANIFEST_CUT_SHORT(
            Cure.MENDED,
            output -> output.path("tables.json"),
            (file, output) -> write(file, "{\"schemaVersion\":1,\"tables\":{\"trials\":{")),
    MANIFEST_OF_OTHER_TYPES(
            Cure.MENDED,
            output -> output.path("tables.json"),
            (file, output) ->
                    write(file, "{\"schemaVersion\":[],\"tables\":{\"../../x\":{\"bytes\":1e99,\"sha256\":1}}}")),
    MANIFEST_OF_OTHER_TABLES(
            Cure.MENDED,
            output -> output.path("tables.json"),
            (file, output) -> write(file, manifest("nothing_of_ours"))),
    MANIFEST_A_DIRECTORY(Cure.MENDED, output -> output.path("tables.json"), Damage::directory),
    STAGED_MANIFEST_OF_NO_JSON(Cure.MENDED, output -> output.path(".staging/tables.json")),
    STAGED_MANIFEST_A_PIPE(Cure.MENDED, output -> output.path(".staging/tables.json"), Damage::pipe),
    STAGED_MANIFEST_OF_NO_TABLES(
            Cure.MENDED,
            output -> output.path(".staging/tables.json"),
            (file, output) -> write(file, manifest("trials"))),
    STAGED_TABLE_OF_OTHER_BYTES(Cure.MENDED, output -> output.path(".staging/tables.json"), (file, output) -> {
        write(file, manifest("trials"));
        write(file.resolveSibling("trials.parquet"), "no table");
    }),
    STAGED_TABLE_A_DIRECTORY(Cure.MENDED, output -> output.path(".staging/trials.parquet"), Damage::directory),
    STAGING_A_FILE(Cure.MENDED, output -> output.path(".staging")),
    STUDY_A_DIRECTORY(Cure.MENDED, output -> output.path("study.conf"), Damage::directory),
    STATUS_A_PIPE(Cure.MENDED, output -> output.path("status.json"), Damage::pipe),
    PAGE_A_DIRECTORY(Cure.MENDED, output -> output.path("report/index.html"), Damage::directory),
    FILE_IN_PLACE_OF_QUARANTINE(Cure.PERSON, output -> output.path("quarantine")),
    FILE_UNDER_A_STRANGE_NAME(Cure.FOREIGN, output -> output.path(output.word() + ":%2F..\\\u0007 ${x}*")),
    LOCK_OF_A_PROCESS_THAT_NEVER_WAS(
            Cure.HARMLESS, Output::claim, (file, output) -> write(file, claimOfAProcessThatNeverWas())),
    LOCK_OF_NO_JSON(Cure.PERSON, Output::claim),
    LOCK_A_DIRECTORY(Cure.PERSON, Output::claim, Damage::directory);

    /** What helps. */
    enum Cure {
        /** Nothing has to: it is what a run that was killed leaves. */
        HARMLESS,
        /** Nothing has to: it is not EvalGap's, and is left alone. */
        FOREIGN,
        /** Any command that writes sets it aside, and a repair makes anew what was in its place. */
        MENDED,
        /** The same, but a trial is lost with it, which the next sweep runs again. */
        RUN_AGAIN,
        /** It takes a person, who is told in one sentence what to do. */
        PERSON
    }

    /** What it is done to. */
    private interface Target {
        Path in(Output output) throws IOException;
    }

    private interface Blow {
        void strike(Path file, Output output) throws IOException;
    }

    private final Cure cure;
    private final Target target;
    private final Blow blow;

    Damage(Cure cure, Target target) {
        this(cure, target, (file, output) -> write(file, "nothing"));
    }

    Damage(Cure cure, Target target, Blow blow) {
        this.cure = cure;
        this.target = target;
        this.blow = blow;
    }

    Cure cure() {
        return cure;
    }

    /**
     * Does it.
     *
     * @return to what
     */
    Path strike(Output output) throws IOException {
        Path file = target.in(output);
        blow.strike(file, output);
        return file;
    }

    /** An output directory, and the dice. */
    record Output(Path root, SplittableRandom random) {

        Path path(String name) {
            return root.resolve(name);
        }

        private String word() {
            return "w" + random.nextInt(1000);
        }

        private Path one(List<Path> files, String otherwise) {
            return files.isEmpty() ? path(otherwise) : files.get(random.nextInt(files.size()));
        }

        /** A file that has a trial's name. */
        private Path record() throws IOException {
            try (Stream<Path> files = Files.list(path("records"))) {
                return one(
                        files.filter(file ->
                                        file.getFileName().toString().matches("[0-9a-f]{32}\\.json") && isFile(file))
                                .sorted()
                                .toList(),
                        "records/" + "a".repeat(32) + ".json");
            }
        }

        private Path attempt(int number) throws IOException {
            String trial = random.nextBoolean()
                    ? "a".repeat(32)
                    : record().getFileName().toString().replace(".json", "");
            return path("attempts/" + trial + "." + number + ".json");
        }

        private Path table() throws IOException {
            try (Stream<Path> files = Files.walk(root, 2)) {
                return one(
                        files.filter(file -> isFile(file)
                                        && file.getFileName()
                                                .toString()
                                                .equals(file.getParent().getFileName() + ".parquet"))
                                .sorted()
                                .toList(),
                        "trials/trials.parquet");
            }
        }

        /** The claim after the last one. */
        private Path claim() throws IOException {
            Files.createDirectories(path("lock"));
            try (Stream<Path> files = Files.list(path("lock"))) {
                long last = files.map(file -> file.getFileName().toString())
                        .filter(name -> name.matches("\\d{8}\\..*"))
                        .mapToLong(name -> Long.parseLong(name.substring(0, 8)))
                        .max()
                        .orElse(0);
                return path(String.format("lock/%08d.json", last + 1));
            }
        }
    }

    private static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && file.toFile().length() > 0;
    }

    /** Nothing if there is no file: what was there may have been taken by another damage. */
    private static String content(Path file) throws IOException {
        return isFile(file) ? Files.readString(file) : "";
    }

    private static void flip(Path file, Output output) throws IOException {
        byte[] content = isFile(file) ? Files.readAllBytes(file) : new byte[1];
        content[output.random().nextInt(content.length)] ^=
                (byte) (1 << output.random().nextInt(8));
        write(file, content);
    }

    private static void cut(Path file, Output output) throws IOException {
        byte[] content = isFile(file) ? Files.readAllBytes(file) : new byte[1];
        write(file, Arrays.copyOf(content, output.random().nextInt(content.length)));
    }

    /** A table is never that of another name, and a record never another's. */
    private static void copy(Path other, Path file) throws IOException {
        write(file, other.equals(file) || !isFile(other) ? new byte[0] : Files.readAllBytes(other));
    }

    private static void directory(Path file, Output output) throws IOException {
        write(file.resolve("deep/file"), "");
    }

    private static void link(Path file, Path target) throws IOException {
        write(file, "");
        Files.delete(file);
        Files.createSymbolicLink(file, target);
    }

    private static void pipe(Path file, Output output) throws IOException {
        write(file, "");
        Files.delete(file);
        try {
            if (new ProcessBuilder("mkfifo", file.toString()).start().waitFor() != 0) {
                throw new IOException("cannot make the pipe " + file);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Gives a record another line of JSON, and the checksum of that. */
    private static Blow replacing(String pattern, String replacement) {
        return (file, output) -> {
            String line = content(file).lines().findFirst().orElse("");
            String other = line.replaceFirst(pattern, replacement) + "\n";
            write(file, other + "sha256 " + Sha256.hex(other.getBytes(StandardCharsets.UTF_8)) + "\n");
        };
    }

    private static String manifest(String table) {
        return "{\"schemaVersion\":1,\"source\":\"0\",\"tables\":{\"" + table + "\":{\"bytes\":1,\"sha256\":\"0\"}}}";
    }

    private static String claimOfAProcessThatNeverWas() throws IOException {
        String boot =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        return "{\"host\":\"" + InetAddress.getLocalHost().getHostName() + "\",\"processSpace\":\"" + boot + " "
                + Files.readSymbolicLink(Path.of("/proc/self/ns/pid")) + "\",\"pid\":99999999,\"startTick\":1}";
    }

    private static void write(Path file, String content) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Whatever is in the place of the file, or of its directory, goes. */
    private static void write(Path file, byte[] content) throws IOException {
        for (Path path = file.getParent(); path != null; path = path.getParent()) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                delete(path);
            }
        }
        delete(file);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /** Deletes a file, or a directory with all it holds; follows no link. */
    static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
