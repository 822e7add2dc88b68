/** Passes of a network over images, cut into slices whose results do not depend on where or in which order they run. */
package org.evalgap.checkup.pass;
