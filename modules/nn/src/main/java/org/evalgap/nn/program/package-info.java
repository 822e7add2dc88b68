/**
 * How an operation becomes calls: it is compiled for one batch size and mode into the calls of a forward and of a backward
 * pass over memory that the compilation hands out.
 */
package org.evalgap.nn.program;
