/** Published trials: one record each, written once and read back as rows. */
package org.evalgap.output.journal;
