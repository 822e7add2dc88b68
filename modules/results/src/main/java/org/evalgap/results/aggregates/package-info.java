/** Rows over several trials, one per cell or contrast, and what they are computed from. */
package org.evalgap.results.aggregates;
