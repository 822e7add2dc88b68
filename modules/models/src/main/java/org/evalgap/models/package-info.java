/**
 * Trained models of others: from the files PyTorch writes to a network of ours, and back.
 *
 * <p>Two steps that know nothing of each other: files to named tensors and an ONNX graph ({@link
 * org.evalgap.models.Checkpoint}, {@link org.evalgap.models.OnnxModel}), and from those to the engine's network. Files
 * are data from strangers: nothing in them is run, and no size in them is believed before it is checked.
 *
 * <p>Tensors are in PyTorch's layout, row-major: images [N, C, H, W], weights of a convolution [out, in / groups, kh,
 * kw], of a linear layer [out, in].
 */
package org.evalgap.models;
