package org.evalgap.data;

import java.io.Serializable;

/** A training and a test split of labelled images, and how their pixels are normalized. Crosses to executors. */
public final class Dataset implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final int classes;
    private final ImageSet train;
    private final ImageSet test;
    private final float[] mean;
    private final float[] standardDeviation;
    private final String fingerprint;

    /**
     * @param name for people
     * @param classes number of classes, 2 to 256; every label is below it
     * @param train images to learn from
     * @param test images of the same shape to measure on
     * @param mean of each channel, where pixels run from 0 to 1
     * @param standardDeviation of each channel, where pixels run from 0 to 1; above 0
     * @throws IllegalArgumentException if a split has another shape, a label is not a class, or a channel has no mean and
     *     positive standard deviation
     */
    public Dataset(String name, int classes, ImageSet train, ImageSet test, float[] mean, float[] standardDeviation) {
        if (!test.shape().equals(train.shape())) {
            throw new IllegalArgumentException(
                    "test: expected images of " + train.shape() + ", received " + test.shape());
        }
        checkLabels("train", train, classes);
        checkLabels("test", test, classes);
        checkNormalization(train.shape().channels(), mean, standardDeviation);
        this.name = name;
        this.classes = classes;
        this.train = train;
        this.test = test;
        this.mean = mean.clone();
        this.standardDeviation = standardDeviation.clone();
        this.fingerprint = Fingerprint.of(classes, train, test, mean, standardDeviation);
    }

    /** The name, for people. */
    public String name() {
        return name;
    }

    /** Number of classes; labels are 0 … classes − 1. */
    public int classes() {
        return classes;
    }

    /** The images to learn from. */
    public ImageSet train() {
        return train;
    }

    /** The images to measure on. */
    public ImageSet test() {
        return test;
    }

    /** Mean of each channel, where pixels run from 0 to 1: a new array of C. */
    public float[] mean() {
        return mean.clone();
    }

    /** Standard deviation of each channel, where pixels run from 0 to 1: a new array of C. */
    public float[] standardDeviation() {
        return standardDeviation.clone();
    }

    /** SHA-256 in hexadecimal over shape, classes, pixels, labels and normalization, not over the name. */
    public String fingerprint() {
        return fingerprint;
    }

    /** Its sizes. */
    public DatasetFacts facts() {
        return new DatasetFacts(train.shape(), classes, train.size(), test.size());
    }

    private static void checkLabels(String split, ImageSet images, int classes) {
        for (int i = 0; i < images.size(); i++) {
            if (images.label(i) >= classes) {
                throw new IllegalArgumentException(split + ": expected labels from 0 to " + (classes - 1)
                        + ", received " + images.label(i) + " for image " + i);
            }
        }
    }

    private static void checkNormalization(int channels, float[] mean, float[] standardDeviation) {
        if (mean.length != channels || standardDeviation.length != channels) {
            throw new IllegalArgumentException("mean, standardDeviation: expected " + channels
                    + " numbers each, received " + mean.length + " and " + standardDeviation.length);
        }
        for (float value : standardDeviation) {
            if (!(value > 0)) {
                throw new IllegalArgumentException("standardDeviation: expected positive numbers, received " + value);
            }
        }
    }
}
