/** Tensors as files hold them, what PyTorch pickles, and what can be wrong with either. */
package org.evalgap.models.tensor;
