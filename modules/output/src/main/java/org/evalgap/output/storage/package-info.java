/** File systems, and what each of them can do in one step. */
package org.evalgap.output.storage;
