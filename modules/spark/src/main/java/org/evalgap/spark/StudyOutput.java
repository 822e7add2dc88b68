package org.evalgap.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.evalgap.output.OutputHeldException;
import org.evalgap.output.OutputInspection;
import org.evalgap.output.OutputLock;
import org.evalgap.output.Progress;
import org.evalgap.output.StatusFile;
import org.evalgap.output.TablePublication;
import org.evalgap.output.attempts.Attempts;
import org.evalgap.output.journal.CellAggregation;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.journal.StudyAggregation;
import org.evalgap.output.status.OutputStatus;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.claims.StudyClaims;
import org.evalgap.results.rows.TrialResult;

/**
 * An output directory that this process, and no other, drives. Opening it repairs what an earlier driver that died left
 * half done.
 */
public final class StudyOutput implements AutoCloseable {

    private final OutputDirectory directory;
    private final OutputLock lock;
    private final Journal journal;
    private final Attempts attempts;
    private final TableWriter tables;
    private final CellAggregation degradation;
    private final List<String> setAside = new ArrayList<>();

    private StudyOutput(OutputDirectory directory, OutputLock lock) {
        this.directory = directory;
        this.lock = lock;
        this.journal = new Journal(directory);
        this.attempts = new Attempts(directory);
        this.degradation = new CellAggregation(journal);
        this.tables = new TableWriter(directory, new TablePublication(directory));
    }

    /**
     * What is published.
     *
     * @param trials ids of the published trials
     * @param failed those of them that are not OK, each with what it is and what went wrong
     * @param quarantined one line for each damaged file that was set aside; the trial of a record that was is not
     *     published any more
     * @param foreign one line for each thing that is none of EvalGap's, and was left alone
     */
    public record Published(
            Set<String> trials, SortedMap<String, String> failed, List<String> quarantined, List<String> foreign) {}

    /**
     * Claims an output directory, which is made if there is none.
     *
     * @param location a path, or a URI of any file system that Hadoop knows
     * @param configuration how file systems are reached
     * @param takeOver whether to end the claim of another run that may still live
     * @throws OutputHeldException if another run holds the directory
     * @throws org.evalgap.output.storage.UnusableOutputException if something is in the place of one of its directories
     */
    public static StudyOutput claim(String location, Configuration configuration, boolean takeOver)
            throws IOException, OutputHeldException {
        OutputDirectory directory = OutputDirectory.at(location, configuration);
        OutputInspection inspection = new OutputInspection(directory);
        inspection.requireDirectories();
        OutputLock lock = OutputLock.acquire(directory, takeOver);
        try {
            StudyOutput output = new StudyOutput(directory, lock);
            output.journal.open();
            output.attempts.open();
            output.setAside(inspection.misplaced());
            output.setAside(output.attempts.look(Set.of()).stream()
                    .filter(finding -> finding.kind() == Finding.Kind.DAMAGED)
                    .toList());
            new TablePublication(directory).repair();
            return output;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void setAside(List<Finding> damaged) throws IOException {
        for (Finding finding : damaged) {
            Path aside =
                    directory.storage().setAside(new Path(directory.root(), finding.file()), directory.quarantine());
            setAside.add(finding.file() + " was moved to " + aside + "; " + finding.detail());
        }
    }

    /** The directory as a URI. */
    public String location() {
        return directory.location();
    }

    /** The study that was run last; empty in a new output. */
    public Optional<String> study() throws IOException {
        return directory.studyText();
    }

    /** Keeps the study as it is run now, beside its results. */
    public void writeStudy(String resolved) throws IOException {
        directory.storage().overwrite(directory.studyFile(), resolved.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Publishes a trial that this process has measured; one that is published already stays as it is.
     *
     * @return the published result
     */
    public TrialResult publish(TrialResult result) throws IOException {
        return journal.confirm(result);
    }

    /** Says in the directory how far a sweep is, for whoever looks there; see {@link OutputStatus}. */
    public Progress.Listener statusFile(String study) {
        return new StatusFile(directory, study);
    }

    /**
     * Reads every published trial and sets the damaged ones aside.
     *
     * @throws org.evalgap.output.storage.UnusableOutputException if another version of EvalGap has written some, or
     *     some cannot be read
     */
    public Published audit() throws IOException {
        Journal.Audit audit = journal.audit();
        Set<String> trials = new TreeSet<>();
        SortedMap<String, String> failed = new TreeMap<>();
        for (Journal.Entry entry : audit.entries()) {
            trials.add(entry.trialId());
            if (entry.failed()) {
                failed.put(entry.trialId(), entry.label() + ": " + entry.status() + ", " + entry.reason());
            }
        }
        // Who publishes a trial takes its attempts away, unless it dies in between.
        attempts.forget(trials);
        List<String> foreign = new ArrayList<>(audit.foreign());
        new OutputInspection(directory).foreign().forEach(finding -> foreign.add(finding.toString()));
        setAside.addAll(audit.quarantined());
        return new Published(trials, failed, List.copyOf(setAside), foreign);
    }

    /**
     * Takes published trials back, so that they are run again, as if for the first time; their records are kept aside.
     */
    public void withdraw(Set<String> trialIds) throws IOException {
        journal.withdraw(trialIds);
        attempts.forget(trialIds);
    }

    /**
     * One line for each trial that came out differently in two attempts though the machines are of one kind: a sign of
     * broken hardware, or of a mistake in this program.
     */
    public List<String> disagreements() throws IOException {
        return journal.disagreements().stream()
                .map(trial -> "trial " + trial + " came out differently in two attempts: compare records/" + trial
                        + ".json with disagreements/" + trial + ".json")
                .toList();
    }

    /** Starts Spark when it is first asked for, or gives the session that runs. */
    @FunctionalInterface
    public interface SparkSource {
        SparkSession get();
    }

    /**
     * Makes the tables from all published trials, unless those in place are made from just these.
     *
     * @param spark asked only if the tables have to be made
     * @return whether they were made
     * @throws OutputHeldException if another run took over the output
     */
    public boolean writeTables(SparkSource spark) throws IOException, OutputHeldException {
        List<Journal.Entry> entries = undamaged();
        if (tables.current(entries)) {
            return false;
        }
        write(spark.get(), entries);
        return true;
    }

    /** Makes the tables from all published trials, whatever is in place. */
    public void rewriteTables(SparkSource spark) throws IOException, OutputHeldException {
        write(spark.get(), undamaged());
    }

    private void write(SparkSession spark, List<Journal.Entry> entries) throws IOException, OutputHeldException {
        requireHeld();
        tables.write(spark, entries);
    }

    private List<Journal.Entry> undamaged() throws IOException {
        Journal.Audit audit = journal.audit();
        if (!audit.quarantined().isEmpty()) {
            throw new IOException("cannot make the tables; expected: readable records; received: "
                    + String.join("; ", audit.quarantined()) + "; run the same sweep again");
        }
        return audit.entries();
    }

    /** The degradation of each cell, from those published trials whose ids pass. */
    public List<DegradationRow> degradation(Predicate<String> trialIds) throws IOException {
        return degradation.rows(journal.audit().entries().stream()
                .filter(entry -> trialIds.test(entry.trialId()))
                .toList());
    }

    /** Everything that those published trials left whose ids pass, in the order of the ids. */
    public List<TrialResult> trials(Predicate<String> trialIds) throws IOException {
        List<TrialResult> results = new ArrayList<>();
        for (Journal.Entry entry : journal.audit().entries()) {
            if (trialIds.test(entry.trialId())) {
                results.add(journal.read(entry.trialId()));
            }
        }
        return results;
    }

    /** What those published trials whose ids pass say about each claim. */
    public List<ClaimRow> claims(Predicate<String> trialIds) throws IOException {
        return StudyAggregation.of(
                        journal,
                        journal.audit().entries().stream()
                                .filter(entry -> trialIds.test(entry.trialId()))
                                .toList(),
                        StudyClaims.of(study()))
                .claims();
    }

    /** Gives every published trial to {@code taker}, one after another in the order of their ids. */
    public void forEachTrial(Consumer<TrialResult> taker) throws IOException {
        journal.forEach(
                journal.audit().entries().stream().map(Journal.Entry::trialId).toList(), taker);
    }

    /**
     * Checks that trials which executors have published are published here.
     *
     * @throws IOException if one of them is not
     */
    void requirePublished(Stream<String> trialIds) throws IOException {
        Set<String> published = journal.ids();
        for (String trial : trialIds.toList()) {
            // A listing may lag behind.
            if (!published.contains(trial) && !journal.contains(trial)) {
                throw new IOException("cannot find trial " + trial + ", which an executor has published, in "
                        + directory.location()
                        + "; expected: a directory that driver and executors share; received: one"
                        + " of this machine alone");
            }
        }
    }

    /** @throws OutputHeldException if another run took over the output */
    void requireHeld() throws IOException, OutputHeldException {
        lock.requireHeld();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
