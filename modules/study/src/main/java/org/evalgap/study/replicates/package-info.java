/** How many replicates cells have, and what decides. */
package org.evalgap.study.replicates;
