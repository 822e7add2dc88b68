package org.evalgap.data.preprocessing;

import java.util.Optional;

/**
 * How images are prepared for training and for evaluation.
 *
 * @param train for training, if it is known
 * @param eval for evaluation
 */
public record PreprocessingPair(Optional<Preprocessing> train, Preprocessing eval) {}
