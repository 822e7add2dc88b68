/** Images as a careless world delivers them: noisy, blurred, moved, covered. */
package org.evalgap.data.corruption;
