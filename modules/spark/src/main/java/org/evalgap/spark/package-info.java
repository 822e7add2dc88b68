/** The same study on many machines: each finished trial published exactly once, and tables made from what is published. */
package org.evalgap.spark;
