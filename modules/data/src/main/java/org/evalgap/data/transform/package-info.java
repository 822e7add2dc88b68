/** From stored uint8 pixels to the normalized floats of a batch. */
package org.evalgap.data.transform;
