package org.evalgap.output.journal;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.rows.TrialResult;

/** The published trials of an output directory, for those who only read: no other run is kept from it. */
public final class PublishedTrials {

    private final Journal journal;

    private PublishedTrials(Journal journal) {
        this.journal = journal;
    }

    /**
     * @param location an output directory: a path, or a URI of any file system that Hadoop knows
     * @param configuration how file systems are reached
     */
    public static PublishedTrials of(String location, Configuration configuration) throws IOException {
        return new PublishedTrials(new Journal(OutputDirectory.at(location, configuration)));
    }

    /**
     * Gives each trial, in the order of their ids. They are read in parallel, and not kept.
     *
     * @throws IOException also if a record is damaged
     */
    public void forEach(Consumer<TrialResult> consumer) throws IOException {
        journal.forEach(List.copyOf(new TreeSet<>(journal.ids())), consumer);
    }
}
