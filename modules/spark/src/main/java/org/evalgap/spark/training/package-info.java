/** One training on an executor: its attempts, the watch over its progress, and the process of a suspect. */
package org.evalgap.spark.training;
