package org.evalgap.spark;

import java.util.List;

/**
 * A table that the driver makes of all published trials, and that is small.
 *
 * @param table its directory in the output
 * @param type the record that is its schema
 * @param rows in their order
 */
record Aggregate<R extends Record>(String table, Class<R> type, List<R> rows) {}
