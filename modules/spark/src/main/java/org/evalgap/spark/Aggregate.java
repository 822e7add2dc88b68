package org.evalgap.spark;

import java.util.List;
import org.evalgap.results.schema.RowType;

/**
 * A table that the driver makes of all published trials, and that is small.
 *
 * @param type the record that is its schema, and names it
 * @param rows in their order
 */
record Aggregate<R extends Record>(Class<R> type, List<R> rows) {

    /** Its directory in the output. */
    String table() {
        return RowType.of(type).table().name();
    }
}
