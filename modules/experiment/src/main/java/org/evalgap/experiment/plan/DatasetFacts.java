package org.evalgap.experiment.plan;

import org.evalgap.experiment.data.Dataset;
import org.evalgap.nn.Shape;

/**
 * What a plan needs to know of a dataset.
 *
 * @param image shape of one image
 * @param classes number of classes
 * @param trainingImages images of the train split
 * @param testImages images of the test split
 * @param fingerprint hash of the dataset's content
 */
public record DatasetFacts(Shape image, int classes, int trainingImages, int testImages, String fingerprint) {

    /** The facts of a dataset that has been read. */
    public static DatasetFacts of(Dataset dataset) {
        return new DatasetFacts(
                dataset.train().shape(),
                dataset.classes(),
                dataset.train().size(),
                dataset.test().size(),
                dataset.fingerprint());
    }
}
