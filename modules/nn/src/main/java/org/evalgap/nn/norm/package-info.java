/** Normalizations as native calls: over a batch, over a sample, with constants, and together with what follows them. */
package org.evalgap.nn.norm;
