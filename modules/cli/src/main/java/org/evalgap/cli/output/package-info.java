/** What commands work with: an output directory, its page, and Spark, started when it is first needed. */
package org.evalgap.cli.output;
