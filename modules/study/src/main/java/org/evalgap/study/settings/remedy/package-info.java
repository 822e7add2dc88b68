/** Settings of single remedies. */
package org.evalgap.study.settings.remedy;
