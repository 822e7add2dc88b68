package org.evalgap.study.config;

import java.io.Serializable;
import org.evalgap.data.transform.TransformPair;

/**
 * Everything a user can set about one trial; any of its keys can be an axis of the grid.
 *
 * @param network what is trained
 * @param training how it is trained
 * @param augmentation the transforms of training and of evaluation
 */
public record TrialConfig(NetworkConfig network, TrainingConfig training, TransformPair augmentation)
        implements Serializable {}
