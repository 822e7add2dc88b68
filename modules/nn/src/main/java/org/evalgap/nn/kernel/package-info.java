/**
 * Native memory, tensors in it, and the prepared calls of native kernels on them. Knows neither layers nor gradients.
 */
package org.evalgap.nn.kernel;
