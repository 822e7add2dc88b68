/** Networks of others, as files. */
package org.evalgap.study.imported;
