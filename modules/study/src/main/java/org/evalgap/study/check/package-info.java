/** What can be said of a configuration before anything is trained: known ways to a gap between modes, in words. */
package org.evalgap.study.check;
