/** Figures of the page as named columns, and the JSON that carries them. */
package org.evalgap.report.figures;
