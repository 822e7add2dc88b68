/** Which published study a study repeats in small. */
package org.evalgap.study.publication;
