/** How fast the engine is on this machine, beside PyTorch where it is installed. */
package org.evalgap.cli.benchmark;
