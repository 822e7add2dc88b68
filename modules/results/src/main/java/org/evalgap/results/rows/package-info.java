/** What a study leaves: rows as records, each record being the schema of its table, and what is computed from them. */
package org.evalgap.results.rows;
