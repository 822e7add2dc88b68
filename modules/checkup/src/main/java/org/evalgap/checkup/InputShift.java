package org.evalgap.checkup;

/**
 * Images of another brightness and contrast that the first norm's stored statistics fit: x ↦ scale · x + shift, in units of
 * what enters the network.
 *
 * @param scale of contrast
 * @param shift of each input channel
 * @param explained part of the mismatch that they explain, at most 1
 */
record InputShift(double scale, double[] shift, double explained) {}
