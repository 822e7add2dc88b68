package org.evalgap.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.evalgap.output.attempts.Attempts;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.Storage;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.results.aggregates.ResultTables;
import org.evalgap.results.schema.RowType;

/**
 * Looks at everything in an output directory and says of each thing that is not as a sweep leaves it what it is. No
 * listing is trusted: what has a file's name may be a directory, a pipe or a link that leads nowhere.
 */
public final class OutputInspection {

    private final OutputDirectory output;
    private final Storage storage;

    public OutputInspection(OutputDirectory output) {
        this.output = output;
        this.storage = output.storage();
    }

    /** Everything that is not as it should be, in the order of the names. Every record and table is read. */
    public List<Finding> all() throws IOException {
        List<Finding> findings = new ArrayList<>(unusableDirectories());
        if (!findings.isEmpty()) {
            return findings;
        }
        findings.addAll(misplaced());
        findings.addAll(foreign());
        Journal journal = new Journal(output);
        findings.addAll(journal.look().findings());
        findings.addAll(new Attempts(output).look(journal.ids()));
        findings.addAll(new TablePublication(output).look());
        findings.addAll(OutputLock.look(output));
        findings.addAll(leftovers());
        TreeMap<String, Finding> byFile = new TreeMap<>();
        findings.forEach(finding -> byFile.putIfAbsent(finding.file(), finding));
        return List.copyOf(byFile.values());
    }

    /** @throws UnusableOutputException if something is in the place of one of its directories */
    public void requireDirectories() throws IOException {
        List<Finding> unusable = unusableDirectories();
        if (!unusable.isEmpty()) {
            throw new UnusableOutputException("cannot use " + output.location() + "; "
                    + unusable.stream().map(Finding::toString).collect(Collectors.joining("; ")));
        }
    }

    private List<Finding> unusableDirectories() throws IOException {
        List<Path> directories = new ArrayList<>(List.of(output.root()));
        directories.addAll(directories());
        List<Finding> findings = new ArrayList<>();
        for (Path directory : directories) {
            Storage.Kind kind = storage.kind(directory);
            if (kind == Storage.Kind.FILE || kind == Storage.Kind.OTHER) {
                findings.add(new Finding(
                        directory.equals(output.root()) ? output.location() : output.name(directory),
                        Finding.Kind.UNUSABLE,
                        "expected: a directory; received: " + kind.text() + "; move it away"));
            }
        }
        return findings;
    }

    /** What is in the place of one of its files, and is none. */
    public List<Finding> misplaced() throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Path file : files()) {
            Storage.Kind kind = storage.kind(file);
            if (kind == Storage.Kind.DIRECTORY || kind == Storage.Kind.OTHER) {
                findings.add(new Finding(
                        output.name(file), Finding.Kind.DAMAGED, "expected: a file; received: " + kind.text()));
            }
        }
        return findings;
    }

    /** What EvalGap does not write there, but for what is among the records and attempts. */
    public List<Finding> foreign() throws IOException {
        Set<Path> own = new TreeSet<>(directories());
        own.addAll(files());
        List<Path> places = new ArrayList<>(List.of(output.root()));
        ResultTables.ALL.forEach(type -> places.add(table(type).getParent()));
        List<Finding> findings = new ArrayList<>();
        for (Path place : places) {
            for (Storage.Entry entry : storage.entries(place)) {
                Path path = Storage.inside(place, entry.name());
                if (!own.contains(path)) {
                    findings.add(new Finding(
                            output.name(path),
                            Finding.Kind.FOREIGN,
                            "expected: a name that EvalGap gives; received: another name; left alone"));
                }
            }
        }
        return findings;
    }

    private List<Finding> leftovers() throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Path place : List.of(output.root(), output.records(), output.attempts(), output.lock())) {
            for (String name : storage.temporaryFiles(place)) {
                findings.add(new Finding(
                        output.name(Storage.inside(place, name)),
                        Finding.Kind.LEFTOVER,
                        "expected: nothing; received: the temporary file of a writer, which may still write"));
            }
        }
        if (storage.kind(output.staging()) != Storage.Kind.NOTHING) {
            findings.add(new Finding(
                    output.name(output.staging()),
                    Finding.Kind.LEFTOVER,
                    "expected: nothing; received: tables whose publication did not end"));
        }
        return findings;
    }

    private List<Path> directories() {
        List<Path> directories = new ArrayList<>(List.of(
                output.records(),
                output.quarantine(),
                output.superseded(),
                output.attempts(),
                output.crashReports(),
                output.disagreements(),
                output.lock(),
                output.page().getParent()));
        ResultTables.ALL.forEach(type -> directories.add(table(type).getParent()));
        return directories;
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(
                output.studyFile(), output.statusFile(), output.metricsFile(), output.tablesManifest(), output.page()));
        ResultTables.ALL.forEach(type -> files.add(table(type)));
        return files;
    }

    private Path table(RowType<?> type) {
        return output.table(type.table().name());
    }
}
