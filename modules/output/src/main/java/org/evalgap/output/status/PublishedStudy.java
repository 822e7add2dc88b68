package org.evalgap.output.status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.evalgap.output.OutputInspection;
import org.evalgap.output.journal.CellAggregation;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.journal.StudyAggregation;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.Storage;
import org.evalgap.results.aggregates.ClaimRow;
import org.evalgap.results.aggregates.DegradationRow;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.study.publication.StudyPublication;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is published in an output directory at one look, for those who read it while a sweep may run: nothing is claimed
 * or repaired, and all that is asked is answered from the same trials.
 */
public final class PublishedStudy {

    private static final Logger LOG = LoggerFactory.getLogger(PublishedStudy.class);

    private final OutputDirectory output;
    private final Journal journal;
    private final Journal.Look look;
    private final Instant seenAt;

    private PublishedStudy(OutputDirectory output, Journal journal, Journal.Look look, Instant seenAt) {
        this.output = output;
        this.journal = journal;
        this.look = look;
        this.seenAt = seenAt;
    }

    /**
     * Looks at an output directory.
     *
     * @param location a path, or a URI of any file system that Hadoop knows
     * @param configuration how file systems are reached
     * @throws org.evalgap.output.storage.UnusableOutputException if another version of EvalGap has written some
     *     records, or some cannot be read
     */
    public static PublishedStudy of(String location, Configuration configuration) throws IOException {
        OutputDirectory output = OutputDirectory.at(location, configuration);
        Journal journal = new Journal(output);
        Instant now = Instant.now();
        return new PublishedStudy(output, journal, journal.lookAtUsable(), now);
    }

    /** When it was looked, by the clock of this machine. */
    public Instant seenAt() {
        return seenAt;
    }

    /** Damaged records, which are left out. */
    public List<Finding> damaged() {
        return look.of(Finding.Kind.DAMAGED);
    }

    /** What is none of EvalGap's among the records. */
    public List<Finding> foreign() {
        return look.of(Finding.Kind.FOREIGN);
    }

    /** The degradation of each cell. */
    public List<DegradationRow> degradation() throws IOException {
        return new CellAggregation(journal, output.studyText()).rows(look.entries());
    }

    /** What the trials say about each claim. */
    public List<ClaimRow> claims() throws IOException {
        return StudyAggregation.of(journal, look.entries(), output.studyText()).claims();
    }

    /** What the study that was run last repeats in small; empty if it does not say. */
    public Optional<StudyPublication> publication() throws IOException {
        return output.studyText().flatMap(StudyPublication::of);
    }

    /** Gives every trial to {@code taker}, one after another in the order of their ids. */
    public void forEachTrial(Consumer<TrialResult> taker) throws IOException {
        journal.forEach(look.entries().stream().map(Journal.Entry::trialId).toList(), taker);
    }

    /**
     * Puts a page in the place of the one that was there, in one step. Something there that is no file is set aside.
     *
     * @return where it is, as a URI
     * @throws org.evalgap.output.storage.UnusableOutputException if something is in the place of its directory
     */
    public String writePage(String html) throws IOException {
        new OutputInspection(output).requireDirectories();
        Storage storage = output.storage();
        storage.createDirectory(output.page().getParent());
        Storage.Kind kind = storage.kind(output.page());
        if (kind == Storage.Kind.DIRECTORY || kind == Storage.Kind.OTHER) {
            Path aside = storage.setAside(output.page(), output.quarantine());
            LOG.warn("{} was moved to {}; expected: a file; received: {}", output.page(), aside, kind.text());
        }
        storage.overwrite(output.page(), html.getBytes(StandardCharsets.UTF_8));
        return output.page().toString();
    }
}
