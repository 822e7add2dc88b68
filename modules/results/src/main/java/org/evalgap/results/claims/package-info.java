/** Statements about the gap that a study can support or refute: contrasts written down before any result, as data. */
package org.evalgap.results.claims;
