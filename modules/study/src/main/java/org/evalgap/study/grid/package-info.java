/** Axes and their product, enumerated only as far as asked for. */
package org.evalgap.study.grid;
