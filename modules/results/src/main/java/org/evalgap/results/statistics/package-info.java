/** Figures with their intervals. */
package org.evalgap.results.statistics;
