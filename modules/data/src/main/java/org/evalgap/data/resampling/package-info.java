/** Resized images: Pillow's arithmetic to the byte, and PyTorch's without antialiasing. */
package org.evalgap.data.resampling;
