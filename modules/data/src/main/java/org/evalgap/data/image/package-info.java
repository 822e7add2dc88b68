/** Labelled images at rest, of any size and number: read one by one, decoded as torchvision's default loader does. */
package org.evalgap.data.image;
