/** Attempts at trials: begun on the record, so that one that never ended is known. */
package org.evalgap.output.attempts;
