/**
 * A trained model of somebody else and a folder of images: measured in every mode, with other statistics and other
 * preprocessing, until what its gap is due to is known and a repaired copy can be written.
 */
package org.evalgap.checkup;
