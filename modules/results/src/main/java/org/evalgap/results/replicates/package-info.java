/** Replicates until decided: what looking at results costs in certainty, and what ends a cell. */
package org.evalgap.results.replicates;
