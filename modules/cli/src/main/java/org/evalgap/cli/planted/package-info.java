/** Plants known causes in small studies and counts how often the diagnosis names them. */
package org.evalgap.cli.planted;
