package org.evalgap.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.evalgap.results.aggregates.ResultTables;
import org.evalgap.results.rows.TrialTable;
import org.junit.jupiter.api.Test;

/** {@code jobs/sql/TABLES.md} is written from the columns themselves; {@code -Dreference.write=true} writes it anew. */
class TableReferenceTest {

    private static final Path FILE = Path.of("..", "..", "jobs", "sql", "TABLES.md");

    private static final String HEADER = """
            # Tables of an output directory

            Schema version %d, which the metadata of each column carries as `evalgap.schema-version`. A new version only adds
            tables, and columns that may be null: what an older one wrote can be read. A fraction runs from 0 to 1; times are in UTC; a column that is not nullable always has
            a value. Rows of different tables belong together by `trial_id`, or by `cell_id`. This file is generated.
            """;

    @Test
    void theReferenceHasTheColumnsAsTheyAre() throws IOException {
        String expected = String.format(HEADER, TableWriter.SCHEMA_VERSION) + TableReference.markdown();
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(FILE, expected);
        }

        assertThat(Files.readString(FILE))
                .as("jobs/sql/TABLES.md; write it anew with -Dtest=TableReferenceTest -Dreference.write=true")
                .isEqualTo(expected);
    }

    @Test
    void everyTableOfTrialsIsListed() {
        assertThat(TrialTable.ALL)
                .allSatisfy(table -> assertThat(ResultTables.ALL).contains(table.type()));
    }
}
