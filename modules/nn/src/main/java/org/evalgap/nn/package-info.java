/**
 * A network, its derivative and its modes: PyTorch's semantics on ND4J's native kernels.
 *
 * <p>A {@link org.evalgap.nn.NetworkSpec} is compiled, per batch size and {@link org.evalgap.nn.Mode}, into a program
 * of prepared native calls over preallocated buffers; training and evaluation replay programs.
 *
 * <p>Letters used in this package: N images of a batch, H height, W width, C channels, R = N·H·W rows of a channel
 * matrix, K classes. Images are stored [N, H, W, C], row-major.
 */
package org.evalgap.nn;
