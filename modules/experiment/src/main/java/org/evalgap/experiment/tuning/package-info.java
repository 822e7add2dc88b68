/** Chooses a setting of a training on images that are held out of its training images. */
package org.evalgap.experiment.tuning;
