/** Tries on a trained network what might close the gap, measures what each remedy recovers, and undoes it. */
package org.evalgap.experiment.remedy;
