/** Compares the results of two outputs: what differs in the same cells, and what differs in where they come from. */
package org.evalgap.results.comparison;
