/** Splits the gap between what a training log shows and what a deployed model does into its causes, with intervals. */
package org.evalgap.experiment.attribution;
