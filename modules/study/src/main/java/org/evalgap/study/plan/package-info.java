/** What has to be trained, in which order, and what it will cost. */
package org.evalgap.study.plan;
