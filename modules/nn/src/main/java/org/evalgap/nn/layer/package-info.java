/** Operations as native calls, forward and backward: windows over images, products, sums, rearrangements, dropout. */
package org.evalgap.nn.layer;
