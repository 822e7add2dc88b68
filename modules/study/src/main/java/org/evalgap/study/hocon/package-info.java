/** What texts of settings may do. */
package org.evalgap.study.hocon;
