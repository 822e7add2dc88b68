/** Passes of a check-up on the executors of a cluster. */
package org.evalgap.spark.passes;
