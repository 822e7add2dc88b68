/** Measures one trained network under one protocol after another, without changing it. */
package org.evalgap.experiment.evaluation;
