/** Images at rest: readers for the usual formats into heap arrays of uint8 pixels. */
package org.evalgap.data;
