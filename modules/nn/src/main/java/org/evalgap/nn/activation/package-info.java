/** Functions of each value by itself and their derivatives, as native calls. */
package org.evalgap.nn.activation;
