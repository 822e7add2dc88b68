/** Which images form a batch, and in what order. */
package org.evalgap.data.sampling;
