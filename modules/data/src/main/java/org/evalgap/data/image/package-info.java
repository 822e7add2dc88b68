/** An image as a dataset stores it, decoded as torchvision's default loader does. */
package org.evalgap.data.image;
