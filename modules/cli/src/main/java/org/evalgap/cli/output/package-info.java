/** The output directory that a command works on, and its page. */
package org.evalgap.cli.output;
