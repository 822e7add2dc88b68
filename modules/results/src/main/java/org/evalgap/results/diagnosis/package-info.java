/** Reads from the rows of one configuration why its deployed model differs from its training log, and what helps. */
package org.evalgap.results.diagnosis;
