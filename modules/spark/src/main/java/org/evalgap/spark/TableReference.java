package org.evalgap.spark;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.evalgap.results.aggregates.ResultTables;
import org.evalgap.results.rows.TrialTable;
import org.evalgap.results.schema.RowColumn;
import org.evalgap.results.schema.RowType;

/** Describes the columns of all tables, for people. */
final class TableReference {

    private static final Map<Class<?>, String> TYPES = Map.of(
            String.class,
            "string",
            Integer.class,
            "int",
            Long.class,
            "bigint",
            Double.class,
            "double",
            Boolean.class,
            "boolean",
            java.time.Instant.class,
            "timestamp");

    private TableReference() {}

    /** A section of Markdown for each table. */
    static String markdown() {
        StringBuilder text = new StringBuilder();
        for (RowType<?> type : ResultTables.ALL) {
            text.append("\n## `").append(type.table().name()).append("`\n\nA row is ");
            text.append(type.table().row()).append(".\n\n");
            text.append("| column | type | unit | meaning |\n|---|---|---|---|\n");
            for (RowColumn column : columns(type)) {
                text.append("| `").append(column.name()).append("` | ");
                text.append(TYPES.get(column.valueType())).append(column.nullable() ? ", nullable | " : " | ");
                text.append(column.unit())
                        .append(" | ")
                        .append(column.description())
                        .append(" |\n");
            }
        }
        return text.toString();
    }

    private static List<RowColumn> columns(RowType<?> type) {
        return Stream.concat(
                        type.columns().stream(),
                        TrialTable.ALL.stream()
                                .filter(table -> table.type() == type)
                                .flatMap(table -> RowSchema.ofTrial(table).stream()))
                .toList();
    }
}
