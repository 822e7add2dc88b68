/** Figures of one norm layer: parts of its rows. */
package org.evalgap.results.layers;
