/** From stored images to batches of what a network sees, decoded in parallel. */
package org.evalgap.data.batch;
