/**
 * A network, its derivative and its modes: PyTorch's semantics on ND4J's native kernels.
 *
 * <p>A {@link org.evalgap.nn.graph.NetworkSpec} is compiled, per batch size and {@link org.evalgap.nn.program.Mode}, into a
 * program of prepared native calls over preallocated buffers; training and evaluation replay programs. This package is what
 * others use: networks, passes, the optimizer. Below it stand {@code graph} (what a network is), {@code state} (what it
 * remembers), {@code layer}, {@code activation} and {@code norm} (its operations), {@code program} (how these become calls)
 * and {@code kernel} (the calls).
 *
 * <p>Letters used in these packages: N images of a batch, H height, W width, C channels, R = N·H·W rows of a channel
 * matrix, K classes. Images are stored [N, H, W, C], row-major.
 */
package org.evalgap.nn;
