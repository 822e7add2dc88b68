/** An output directory: its layout, its lock, what its run is doing, and its tables as a whole. */
package org.evalgap.output;
