/** Small tools that every module above needs one of: digests and elapsed time. */
package org.evalgap.data.tools;
