/** What a person or a scheduler sees of a command: its lines, its progress and its exit code. */
package org.evalgap.cli.console;
