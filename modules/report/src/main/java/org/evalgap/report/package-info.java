/** From the rows of a study to what a person reads. */
package org.evalgap.report;
