package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.evalgap.output.journal.Journal;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.results.rows.TrialResult;

/** What holds of an output directory when a sweep has ended well, whatever happened to it before. */
final class Invariants {

    private Invariants() {}

    /**
     * Published is what was expected, each trial once, in records and tables; measurements are those of a run without
     * faults, bit for bit; nothing temporary is left.
     *
     * @param output the directory, on this machine
     * @param faultless results of a run without faults
     * @param otherThanOk statuses of the trials that cannot be OK, by their ids
     */
    static void check(Path output, List<TrialResult> faultless, Map<String, String> otherThanOk) throws Exception {
        Journal journal = new Journal(OutputDirectory.at(output.toString(), new Configuration()));
        Map<String, String> expected = new TreeMap<>();
        for (TrialResult result : faultless) {
            String id = result.trial().trialId();
            expected.put(id, otherThanOk.getOrDefault(id, "OK"));
        }
        Map<String, String> published = new TreeMap<>();
        List<TrialResult> measured = new ArrayList<>();
        for (String id : journal.ids()) {
            TrialResult result = journal.read(id);
            published.put(id, result.trial().status().label());
            if (result.trial().finished()) {
                measured.add(result);
            }
        }
        assertThat(published).isEqualTo(expected);
        assertThat(Measurements.of(measured))
                .isEqualTo(Measurements.of(faultless.stream()
                        .filter(result ->
                                !otherThanOk.containsKey(result.trial().trialId()))
                        .toList()));
        assertThat(idsInTable(output)).containsExactlyElementsOf(expected.keySet());
        assertThat(journal.disagreements()).isEmpty();
        assertThat(temporary(output)).isEmpty();
    }

    private static List<String> idsInTable(Path output) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select trial_id from read_parquet('"
                        + output.resolve("trials/trials.parquet") + "') order by trial_id")) {
            List<String> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        }
    }

    /** Attempts that nobody makes any more are temporary too. */
    private static List<String> temporary(Path output) throws Exception {
        try (Stream<Path> files = Files.walk(output)) {
            return files.map(file -> output.relativize(file).toString())
                    .filter(file -> file.contains(".tmp-")
                            || file.startsWith(".staging")
                            || file.startsWith("attempts/")
                            || file.contains(".crc"))
                    .collect(Collectors.toList());
        }
    }
}
