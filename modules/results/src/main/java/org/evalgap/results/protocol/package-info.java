/** What can be measured of a trained network: protocols, the factors between them, remedies. */
package org.evalgap.results.protocol;
