/** Labelled images at rest, of any size and number, read one by one. */
package org.evalgap.data.source;
