package org.evalgap.cli.output;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.output.status.PublishedStudy;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.Storage;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.spark.SparkSettings;
import org.evalgap.spark.TableQuery;

/** The output directory of a sweep that a command works on. */
public record SweepOutput(String location, Configuration configuration) {

    public static SweepOutput at(String location) {
        return new SweepOutput(location, SparkSettings.hadoopConfiguration());
    }

    /**
     * Checks that it has published trials.
     *
     * @param purpose what the command does with an output, for the error
     * @throws UnusableOutputException if there are none
     */
    public SweepOutput requireTrials(String purpose) throws IOException {
        OutputDirectory output = OutputDirectory.at(location, configuration);
        if (output.storage().kind(output.records()) != Storage.Kind.DIRECTORY) {
            throw unusable(purpose, output, "without published trials");
        }
        return this;
    }

    /**
     * Its tables.
     *
     * @param purpose what the command does with an output, for the error
     * @param needed tables that the command cannot do without
     * @throws UnusableOutputException if one of them is not there, or none at all
     */
    public TableQuery requireTables(String purpose, String... needed) throws IOException {
        TableQuery tables = TableQuery.of(location, configuration);
        List<String> there = tables.tables();
        if (there.isEmpty() || !there.containsAll(List.of(needed))) {
            throw unusable(purpose, OutputDirectory.at(location, configuration), "without tables");
        }
        return tables;
    }

    /**
     * What is published at this moment.
     *
     * @throws UnusableOutputException if another version of EvalGap has written some records, or some cannot be read
     */
    public PublishedStudy published() throws IOException {
        return PublishedStudy.of(location, configuration);
    }

    private UnusableOutputException unusable(String purpose, OutputDirectory output, String without)
            throws IOException {
        String received = switch (output.storage().kind(output.root())) {
            case DIRECTORY -> "a directory " + without;
            case NOTHING -> "no such directory";
            case FILE -> "a file";
            case OTHER -> "neither a file nor a directory";
        };
        return new UnusableOutputException("cannot " + purpose + " " + location
                + "; expected: the output directory of a sweep; received: " + received);
    }
}
