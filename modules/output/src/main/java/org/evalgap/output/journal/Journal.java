package org.evalgap.output.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.evalgap.output.OutputDirectory;
import org.evalgap.output.storage.Storage;
import org.evalgap.results.rows.TrialResult;
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
     */
    public record Audit(List<Entry> entries, List<String> quarantined) {}

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
        TrialResult published = read(trialId);
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
                .filter(name -> name.endsWith(SUFFIX))
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .sorted()
                .toList();
    }

    boolean contains(String trialId) throws IOException {
        return storage.exists(output.record(trialId));
    }

    /** Ids of the published trials, their records unread. */
    public Set<String> ids() throws IOException {
        return storage.list(output.records()).stream()
                .filter(name -> name.endsWith(SUFFIX))
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
            return TrialRecord.decode(storage.read(file));
        } catch (CorruptRecordException e) {
            throw new IOException(
                    "cannot read " + file + "; " + e.getMessage() + "; the next sweep sets it aside and runs it again",
                    e);
        }
    }

    /** The published result of a trial; nothing if there is none, or a damaged one, which is moved into quarantine. */
    public Optional<TrialResult> readUndamaged(String trialId) throws IOException {
        Path file = output.record(trialId);
        if (!storage.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(TrialRecord.decode(storage.read(file)));
        } catch (CorruptRecordException e) {
            LOG.warn("{} is damaged and was moved to {}; {}", file, moveAside(output.quarantine(), file.getName()), e);
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

    /** Reads every record and moves the damaged ones into quarantine, so that their trials count as not done. */
    public Audit audit() throws IOException {
        List<Entry> entries = new ArrayList<>();
        List<String> quarantined = new ArrayList<>();
        for (Inspection inspection : inspect(storage.list(output.records()))) {
            if (inspection.entry().isPresent()) {
                entries.add(inspection.entry().get());
            } else {
                Path aside = moveAside(output.quarantine(), inspection.name());
                quarantined.add("records/" + inspection.name() + " was moved to " + aside + "; " + inspection.damage());
            }
        }
        entries.sort(Comparator.comparing(Entry::trialId));
        return new Audit(List.copyOf(entries), List.copyOf(quarantined));
    }

    /**
     * What is published, at a look.
     *
     * @param entries the readable trials
     * @param damaged how many are not
     */
    public record Look(List<Entry> entries, long damaged) {}

    /** Reads every record and leaves the damaged ones where they are. */
    public Look look() throws IOException {
        List<Inspection> inspections = inspect(storage.list(output.records()));
        List<Entry> entries = inspections.stream()
                .flatMap(inspection -> inspection.entry().stream())
                .toList();
        return new Look(entries, inspections.size() - entries.size());
    }

    /** Takes published trials back, keeping their records aside, so that they count as not done. */
    public void withdraw(Collection<String> trialIds) throws IOException {
        for (String trialId : trialIds) {
            moveAside(output.superseded(), output.record(trialId).getName());
        }
    }

    private record Inspection(String name, Optional<Entry> entry, String damage) {}

    /** Reads in parallel, because a distant store answers one request slowly and many at once well. */
    private List<Inspection> inspect(List<String> names) throws IOException {
        try {
            return names.parallelStream().map(this::inspect).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Inspection inspect(String name) {
        Path file = new Path(output.records(), name);
        try {
            byte[] record = storage.read(file);
            String checksum = TrialRecord.checksum(record);
            var trial = TrialRecord.decodeTrial(record);
            if (!name.equals(trial.trialId() + SUFFIX)) {
                return new Inspection(
                        name, Optional.empty(), "expected: its own trial; received: trial " + trial.trialId());
            }
            Entry entry = new Entry(
                    trial.trialId(),
                    trial.cellId(),
                    trial.cell() + ", replicate " + trial.replicate(),
                    trial.status(),
                    trial.reason(),
                    checksum);
            return new Inspection(name, Optional.of(entry), "");
        } catch (CorruptRecordException e) {
            return new Inspection(name, Optional.empty(), e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot read " + file + "; " + e.getMessage(), e));
        }
    }

    private Path moveAside(Path directory, String name) throws IOException {
        Path source = new Path(output.records(), name);
        for (int copy = 0; ; copy++) {
            Path aside = new Path(directory, copy == 0 ? name : name + "." + copy);
            if (storage.exists(aside)) {
                continue;
            }
            storage.replace(source, aside);
            return aside;
        }
    }
}
