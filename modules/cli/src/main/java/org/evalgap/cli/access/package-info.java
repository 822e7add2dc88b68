/** How commands reach output directories and Spark. */
package org.evalgap.cli.access;
