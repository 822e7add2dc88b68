/** From decoded images to the numbers a network sees: torchvision's transforms with Pillow's arithmetic. */
package org.evalgap.data.preprocessing;
