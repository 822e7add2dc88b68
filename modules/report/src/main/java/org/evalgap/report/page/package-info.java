/** The page of a study: what its trials left, aggregated until it fits into one file, and the file that shows it. */
package org.evalgap.report.page;
