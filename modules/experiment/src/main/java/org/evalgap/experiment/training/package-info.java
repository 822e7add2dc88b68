/** Trains one network on one dataset. */
package org.evalgap.experiment.training;
