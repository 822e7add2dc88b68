/** Results put where people keep those of other tools. */
package org.evalgap.cli.export;
