/** Result tables as Delta Lake's. */
package org.evalgap.spark.delta;
