/** What is particular to rows of remedies. */
package org.evalgap.results.rows.remedy;
