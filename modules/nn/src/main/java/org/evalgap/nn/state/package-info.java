/**
 * What a network remembers between passes: its named arrays, their first values, and the running statistics of its norms.
 */
package org.evalgap.nn.state;
