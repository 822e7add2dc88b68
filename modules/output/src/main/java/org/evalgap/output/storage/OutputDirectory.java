package org.evalgap.output.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Where everything is that a study leaves, and the storage it is on. */
public final class OutputDirectory {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern TRIAL_ID = Pattern.compile("[0-9a-f]{32}");

    private final Path root;
    private final Storage storage;

    private OutputDirectory(Path root, Storage storage) {
        this.root = root;
        this.storage = storage;
    }

    /**
     * The output directory at {@code location}.
     *
     * @param location a path or URI of any file system that Hadoop knows; a path without scheme is on the default one
     */
    public static OutputDirectory at(String location, Configuration configuration) throws IOException {
        Path path = new Path(location);
        Storage storage = Storage.of(path, configuration);
        return new OutputDirectory(storage.files().makeQualified(path), storage);
    }

    public Storage storage() {
        return storage;
    }

    /** The directory as a URI that other processes understand. */
    public String location() {
        return root.toString();
    }

    public Path root() {
        return root;
    }

    /**
     * A path inside the directory as people name it, without the directory. What is not ours may have any name: control
     * characters, which a terminal or a log would obey, become question marks.
     */
    public String name(Path path) {
        return CONTROL.matcher(root.toUri().relativize(path.toUri()).getPath()).replaceAll("?");
    }

    /** The study as it was last run, with every setting in it. */
    public Path studyFile() {
        return new Path(root, "study.conf");
    }

    /** The text of {@link #studyFile}; empty if there is none, or something that is no file. */
    public Optional<String> studyText() throws IOException {
        return storage.kind(studyFile()) == Storage.Kind.FILE
                ? Optional.of(new String(storage.read(studyFile()), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** How far the sweep is that runs, or ran last. */
    public Path statusFile() {
        return new Path(root, "status.json");
    }

    /** The same for Prometheus. */
    public Path metricsFile() {
        return new Path(root, "metrics.prom");
    }

    /** The published trials: the truth that everything else is made from. */
    public Path records() {
        return new Path(root, "records");
    }

    public Path record(String trialId) {
        return new Path(records(), checked(trialId) + ".json");
    }

    /** Records that were found damaged, kept for whoever wants to know why. */
    public Path quarantine() {
        return new Path(root, "quarantine");
    }

    /** Records of failed trials that were run again on request. */
    public Path superseded() {
        return new Path(root, "superseded");
    }

    /** What was begun: one file for each attempt at a trial that has not published it. */
    public Path attempts() {
        return new Path(root, "attempts");
    }

    /** @param number of the attempt at the trial, from 1 */
    public Path attempt(String trialId, int number) {
        return new Path(attempts(), checked(trialId) + "." + number + ".json");
    }

    /** What the Java platform said of processes that trials crashed. */
    public Path crashReports() {
        return new Path(root, "crashes");
    }

    public Path crashReport(String trialId) {
        return new Path(crashReports(), checked(trialId) + ".log");
    }

    /** Records of second runs of a trial that came out differently than the first. */
    public Path disagreements() {
        return new Path(root, "disagreements");
    }

    public Path disagreement(String trialId) {
        return new Path(disagreements(), checked(trialId) + ".json");
    }

    /** Who writes here. */
    public Path lock() {
        return new Path(root, "lock");
    }

    /** Tables that are being made; a reader of tables never looks here. */
    public Path staging() {
        return new Path(root, ".staging");
    }

    /** A table's only file. One file, because one file can be replaced in one step and a directory cannot. */
    public Path table(String name) {
        return new Path(new Path(root, name), name + ".parquet");
    }

    /** The page for people. */
    public Path page() {
        return new Path(new Path(root, "report"), "index.html");
    }

    /** What the tables were made from. */
    public Path tablesManifest() {
        return new Path(root, "tables.json");
    }

    /** Ids become file names, so nothing else than an id may pass. */
    private static String checked(String trialId) {
        if (!TRIAL_ID.matcher(trialId).matches()) {
            throw new IllegalArgumentException(
                    "cannot name a record; expected: 32 hexadecimal digits; received: " + trialId);
        }
        return trialId;
    }
}
