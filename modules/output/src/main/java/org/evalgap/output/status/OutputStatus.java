package org.evalgap.output.status;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.output.OutputLock;
import org.evalgap.output.Progress;
import org.evalgap.output.StatusFile;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.schema.Labels;

/**
 * How an output directory is, for whoever only looks: nothing is claimed, moved or repaired.
 *
 * @param location the directory as a URI
 * @param statuses how many published trials have each status
 * @param damaged published records that cannot be read
 * @param holder the run that holds the directory; empty if none does
 * @param lastSweep what the last sweep last said of itself; empty if it trained nothing yet
 */
public record OutputStatus(
        String location,
        SortedMap<String, Long> statuses,
        long damaged,
        Optional<OutputLock.Holder> holder,
        Optional<LastSweep> lastSweep) {

    /**
     * What a sweep last said of itself.
     *
     * @param study its name
     * @param progress how far it was
     * @param at when it said so, by the clock of its machine
     */
    public record LastSweep(String study, Progress progress, Instant at) {}

    /** Whether a run holds the directory that may still go on. */
    public boolean runs() {
        return holder.isPresent() && !holder.get().life().equals("ended");
    }

    /**
     * Looks at an output directory.
     *
     * @param location a path, or a URI of any file system that Hadoop knows
     * @param configuration how file systems are reached
     */
    public static OutputStatus of(String location, Configuration configuration) throws IOException {
        OutputDirectory output = OutputDirectory.at(location, configuration);
        Journal.Look look = new Journal(output).look();
        SortedMap<String, Long> statuses = new TreeMap<>();
        look.entries().forEach(entry -> statuses.merge(Labels.of(entry.status()), 1L, Long::sum));
        return new OutputStatus(
                output.location(),
                statuses,
                look.of(Finding.Kind.DAMAGED, Finding.Kind.OTHER_VERSION, Finding.Kind.UNUSABLE)
                        .size(),
                OutputLock.holder(output),
                StatusFile.read(output).map(status -> new LastSweep(status.study(), status.progress(), status.at())));
    }
}
