/** What an output holds and whether a run is at work on it, seen from outside. */
package org.evalgap.output.status;
