package org.evalgap.results.diagnosis;

import org.evalgap.data.transform.Transform;
import org.evalgap.data.transform.TransformPair;

/**
 * What a user knows of the transforms of images.
 *
 * @param differ whether training and evaluation have different ones
 * @param random whether those of training draw at random
 */
public record KnownTransforms(boolean differ, boolean random) {

    public static KnownTransforms of(TransformPair pair) {
        return new KnownTransforms(
                !pair.train().equals(pair.eval()), pair.train().stream().anyMatch(Transform::isRandom));
    }
}
