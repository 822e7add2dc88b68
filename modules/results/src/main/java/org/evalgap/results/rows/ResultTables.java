package org.evalgap.results.rows;

import java.util.List;

/** All tables that a study leaves. */
public final class ResultTables {

    /** The schema of each table, a record with {@link ResultTable}, from trials to what is concluded from them. */
    public static final List<Class<? extends Record>> ALL = List.of(
            TrialRow.class,
            EpochRow.class,
            EvaluationRow.class,
            ComparisonRow.class,
            AttributionRow.class,
            RemedyRow.class,
            LayerRow.class,
            NoGradRow.class,
            DegradationRow.class,
            RepairabilityRow.class,
            ClaimRow.class);

    private ResultTables() {}

    /** The name of the table that a record is the schema of. */
    public static String name(Class<? extends Record> row) {
        return of(row).name();
    }

    /** What a row of the table is that a record is the schema of. */
    public static String description(Class<? extends Record> row) {
        return of(row).row();
    }

    private static ResultTable of(Class<? extends Record> row) {
        ResultTable table = row.getAnnotation(ResultTable.class);
        if (table == null) {
            throw new IllegalArgumentException("cannot make a table of " + row.getSimpleName()
                    + "; expected: a record with @ResultTable; received: none");
        }
        return table;
    }
}
