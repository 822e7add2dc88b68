/** Looks inside a trained network, norm by norm, for where training and evaluation differ, and compares with theory. */
package org.evalgap.experiment.layers;
