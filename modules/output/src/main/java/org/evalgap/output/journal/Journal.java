package org.evalgap.output.journal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.NotAFileException;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.Storage;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialRow;
import org.evalgap.results.rows.TrialStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The published trials of an output directory, one file each. A trial is published by creating its file if there is
 * none, so it is there once however many attempts finish; the file is the only proof that a trial is done, and any
 * process can publish without knowing of the others.
 */
public final class Journal {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final String SUFFIX = ".json";
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}\\.json");

    private final OutputDirectory output;
    private final Storage storage;

    public Journal(OutputDirectory output) {
        this.output = output;
        this.storage = output.storage();
    }

    /**
     * What the journal says of one trial, without its rows.
     *
     * @param trialId the trial
     * @param cellId its cell
     * @param label its cell and replicate, for people
     * @param status how it ended
     * @param reason why it is not OK; null if it is
     * @param checksum SHA-256 of its record
     */
    public record Entry(
            String trialId, String cellId, String label, TrialStatus status, String reason, String checksum) {
        public boolean failed() {
            return status != TrialStatus.OK;
        }
    }

    /**
     * What an audit found.
     *
     * @param entries the readable trials, in the order of their ids
     * @param quarantined what was moved aside, and why
     * @param foreign what is none of EvalGap's, and was left alone
     */
    public record Audit(List<Entry> entries, List<String> quarantined, List<String> foreign) {}

    /**
     * Publishes a trial.
     *
     * @return whether this call did; false if the trial is published already
     */
    public boolean publish(TrialResult result) throws IOException {
        return storage.putIfAbsent(output.record(result.trial().trialId()), TrialRecord.encode(result));
    }

    /**
     * Compares a result with that of another attempt which was published first. If they disagree, the later one is kept
     * aside, as it says that something is wrong.
     *
     * @return the published result
     */
    public TrialResult confirm(TrialResult later) throws IOException {
        String trialId = later.trial().trialId();
        Optional<TrialResult> first = readUndamaged(trialId);
        if (first.isEmpty()) {
            if (!publish(later)) {
                throw new IOException("cannot publish trial " + trialId + "; expected: a record or none; received: "
                        + storage.kind(output.record(trialId)).text());
            }
            return later;
        }
        TrialResult published = first.get();
        List<String> differences = Agreement.differences(published, later);
        if (differences.isEmpty()) {
            LOG.info("trial {} was published by another attempt; this one agrees", trialId);
        } else {
            storage.createDirectory(output.disagreements());
            storage.putIfAbsent(output.disagreement(trialId), TrialRecord.encode(later));
            LOG.error("trial {} came out differently in two attempts: {}", trialId, String.join("; ", differences));
        }
        return published;
    }

    /** Ids of the trials that came out differently in two attempts. */
    public List<String> disagreements() throws IOException {
        return storage.list(output.disagreements()).stream()
                .filter(name -> NAME.matcher(name).matches())
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .sorted()
                .toList();
    }

    /** Whether a trial is published. */
    public boolean contains(String trialId) throws IOException {
        return storage.exists(output.record(trialId));
    }

    /** Ids of the published trials, their records unread. */
    public Set<String> ids() throws IOException {
        return storage.list(output.records()).stream()
                .filter(name -> NAME.matcher(name).matches())
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .collect(Collectors.toSet());
    }

    /**
     * The published result of a trial.
     *
     * @throws IOException also if the record is damaged
     */
    public TrialResult read(String trialId) throws IOException {
        Path file = output.record(trialId);
        try {
            return decode(file);
        } catch (CorruptRecordException e) {
            throw new IOException(
                    "cannot read " + file + "; " + e.getMessage() + "; the next sweep sets it aside and runs it again",
                    e);
        }
    }

    private TrialResult decode(Path file) throws CorruptRecordException, IOException {
        try {
            return TrialRecord.decode(storage.read(file));
        } catch (NotAFileException e) {
            throw new CorruptRecordException(e.getMessage(), e);
        } catch (UnusableOutputException e) {
            throw new UnusableOutputException(file + ": " + e.getMessage(), e);
        }
    }

    /** The published result of a trial; nothing if there is none, or a damaged one, which is moved into quarantine. */
    public Optional<TrialResult> readUndamaged(String trialId) throws IOException {
        Path file = output.record(trialId);
        if (storage.kind(file) == Storage.Kind.NOTHING) {
            return Optional.empty();
        }
        try {
            return Optional.of(decode(file));
        } catch (CorruptRecordException e) {
            Path aside = storage.setAside(file, output.quarantine());
            LOG.warn("{} is damaged and was moved to {}; {}", file, aside, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Reads records in parallel and gives them to {@code taker} one after another in the order of {@code trialIds}; none
     * is kept.
     *
     * @throws IOException also if a record is damaged
     */
    public void forEach(List<String> trialIds, Consumer<TrialResult> taker) throws IOException {
        try {
            trialIds.parallelStream().map(this::readUnchecked).forEachOrdered(taker);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private TrialResult readUnchecked(String trialId) {
        try {
            return read(trialId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the directories and removes what dead writers left. Only the output's one driver may. */
    public void open() throws IOException {
        for (Path directory : List.of(output.records(), output.quarantine(), output.superseded())) {
            storage.createDirectory(directory);
        }
        storage.deleteTemporaryFiles(output.records());
    }

    /**
     * Reads every record and moves the damaged ones into quarantine, so that their trials count as not done.
     *
     * @throws UnusableOutputException if there are records that this version of EvalGap, or this user, cannot read
     */
    public Audit audit() throws IOException {
        Look look = lookAtUsable();
        List<String> quarantined = new ArrayList<>();
        for (Finding damaged : look.of(Finding.Kind.DAMAGED)) {
            Path aside = storage.setAside(new Path(output.root(), damaged.file()), output.quarantine());
            quarantined.add(damaged.file() + " was moved to " + aside + "; " + damaged.detail());
        }
        List<String> foreign =
                look.of(Finding.Kind.FOREIGN).stream().map(Finding::toString).toList();
        return new Audit(look.entries(), List.copyOf(quarantined), foreign);
    }

    /**
     * What is published, at a look.
     *
     * @param entries the readable trials, in the order of their ids
     * @param findings what else there is
     */
    public record Look(List<Entry> entries, List<Finding> findings) {

        /** The findings of some kinds. */
        public List<Finding> of(Finding.Kind... kinds) {
            return findings.stream()
                    .filter(finding -> List.of(kinds).contains(finding.kind()))
                    .toList();
        }
    }

    /** Reads every record and leaves everything where it is. */
    public Look look() throws IOException {
        // In parallel, because a distant store answers one request slowly and many at once well.
        List<Inspection> inspections = storage.entries(output.records()).parallelStream()
                .map(this::inspect)
                .toList();
        List<Entry> entries = inspections.stream()
                .map(Inspection::entry)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(Entry::trialId))
                .toList();
        List<Finding> findings = inspections.stream()
                .map(Inspection::finding)
                .filter(Objects::nonNull)
                .toList();
        return new Look(entries, findings);
    }

    /**
     * The same.
     *
     * @throws UnusableOutputException if there are records that this version of EvalGap, or this user, cannot read
     */
    public Look lookAtUsable() throws IOException {
        Look look = look();
        List<Finding> unusable = look.of(Finding.Kind.OTHER_VERSION, Finding.Kind.UNUSABLE);
        if (!unusable.isEmpty()) {
            String more = unusable.size() == 1 ? "" : " (and " + (unusable.size() - 1) + " more records)";
            throw new UnusableOutputException("cannot use " + output.location() + "; " + unusable.get(0) + more);
        }
        return look;
    }

    /** Takes published trials back, keeping their records aside, so that they count as not done. */
    public void withdraw(Collection<String> trialIds) throws IOException {
        for (String trialId : trialIds) {
            storage.setAside(output.record(trialId), output.superseded());
        }
    }

    /** A trial or a finding; neither if the file was taken away meanwhile. */
    private record Inspection(Entry entry, Finding finding) {}

    private Inspection inspect(Storage.Entry found) {
        Path file = Storage.inside(output.records(), found.name());
        if (!NAME.matcher(found.name()).matches()) {
            return finding(
                    file, Finding.Kind.FOREIGN, "expected: a trial's id and .json; received: another name; left alone");
        }
        try {
            byte[] record = storage.read(file);
            TrialRow trial = TrialRecord.decode(record).trial();
            if (!found.name().equals(trial.trialId() + SUFFIX)) {
                return finding(
                        file, Finding.Kind.DAMAGED, "expected: its own trial; received: trial " + trial.trialId());
            }
            Entry entry = new Entry(
                    trial.trialId(),
                    trial.cellId(),
                    trial.cell() + ", replicate " + trial.replicate(),
                    trial.status(),
                    trial.reason(),
                    TrialRecord.checksum(record));
            return new Inspection(entry, null);
        } catch (CorruptRecordException | NotAFileException e) {
            return finding(file, Finding.Kind.DAMAGED, e.getMessage());
        } catch (UnusableOutputException e) {
            return finding(file, Finding.Kind.OTHER_VERSION, e.getMessage());
        } catch (FileNotFoundException e) {
            return new Inspection(null, null);
        } catch (IOException e) {
            return finding(file, Finding.Kind.UNUSABLE, "expected: a file that can be read; received: " + e);
        }
    }

    private Inspection finding(Path file, Finding.Kind kind, String detail) {
        return new Inspection(null, new Finding(output.name(file), kind, detail));
    }
}
