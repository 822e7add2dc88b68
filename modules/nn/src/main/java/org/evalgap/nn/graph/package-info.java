/**
 * Networks as values: what is computed, with which settings, on which shapes. A network is a graph of named nodes; chains of
 * layers and residual blocks are short ways to write one. Nothing here computes anything.
 */
package org.evalgap.nn.graph;
