/** What a result table is: the columns that follow from a record, and records made of columns. */
package org.evalgap.results.schema;
