/** Why running statistics are wrong: what a trained network does with other statistics, replaced cause by cause. */
package org.evalgap.experiment.statistics;
