/** The commands: what a user types, and what is printed in answer. */
package org.evalgap.cli;
