/** One training and the trials that share it, from configuration to result rows; a trial's own failure is a row. */
package org.evalgap.experiment.trial;
