package org.evalgap.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.rows.TrialResult;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.results.schema.RowType;

/** What must be the same, bit for bit, wherever and however often trials run. */
public final class Measurements {

    private static final Set<String> DIFFERENT_EACH_TIME = Set.of(
            "train_seconds",
            "evaluation_seconds",
            "seconds",
            "seconds_with_gradient",
            "seconds_saved",
            "host",
            "started_at");

    private Measurements() {}

    /** All rows of all tables as text, doubles with all their digits, without what differs each time. */
    static String of(List<TrialResult> results) {
        TreeMap<String, String> byTrial = new TreeMap<>();
        for (TrialResult result : results) {
            byTrial.put(
                    result.trial().trialId(),
                    TrialTable.ALL.stream().map(table -> rows(table, result)).collect(Collectors.joining("\n")));
        }
        return String.join("\n\n", byTrial.values());
    }

    /** The same of all that is published in an output directory. */
    public static String published(String location) throws IOException {
        Journal journal = new Journal(OutputDirectory.at(location, new Configuration()));
        List<TrialResult> results = new ArrayList<>();
        for (String trial : journal.ids()) {
            results.add(journal.read(trial));
        }
        return of(results);
    }

    private static <R extends Record> String rows(TrialTable<R> table, TrialResult result) {
        return table.rows(result).stream()
                .map(row -> table.name() + " " + text(row))
                .collect(Collectors.joining("\n"));
    }

    private static String text(Record row) {
        return RowType.of(row.getClass()).columns().stream()
                .filter(column -> !DIFFERENT_EACH_TIME.contains(column.name()))
                .map(column -> column.name() + "=" + column.valueIn(row))
                .collect(Collectors.joining(" "));
    }
}
