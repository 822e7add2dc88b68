package org.evalgap.data.transform;

import java.io.Serializable;
import java.util.List;

/**
 * How images are changed in training and in evaluation: one value of the augmentation axis.
 *
 * @param name for people and result tables
 * @param train applied to training images
 * @param eval applied to images under evaluation
 */
public record TransformPair(String name, List<Transform> train, List<Transform> eval) implements Serializable {

    public TransformPair {
        train = List.copyOf(train);
        eval = List.copyOf(eval);
    }
}
