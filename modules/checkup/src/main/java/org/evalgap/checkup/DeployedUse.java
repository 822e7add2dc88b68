package org.evalgap.checkup;

import java.util.BitSet;

/** What a model was seen to do in use: its accuracy, or its predictions of the images that are checked up. */
public final class DeployedUse {

    private final double accuracy;
    private final boolean ofTheseImages;
    private final BitSet given;
    private final int[] predicted;

    private DeployedUse(double accuracy, boolean ofTheseImages, BitSet given, int[] predicted) {
        this.accuracy = accuracy;
        this.ofTheseImages = ofTheseImages;
        this.given = given;
        this.predicted = predicted;
    }

    /** @param accuracy as a fraction of images, these or others */
    public static DeployedUse ofAccuracy(double accuracy) {
        return new DeployedUse(accuracy, false, new BitSet(), new int[0]);
    }

    /** The same, taken for that of the very images that are checked up: then chance in the choice of images plays no part. */
    DeployedUse ofTheseImages() {
        return new DeployedUse(accuracy, true, given, predicted);
    }

    boolean isOfTheseImages() {
        return ofTheseImages;
    }

    /**
     * @param given positions of the images whose prediction is known, at least one
     * @param predicted class of each image, of no meaning where it is not known
     * @param labels class that is right for each image
     */
    public static DeployedUse ofPredictions(BitSet given, int[] predicted, int[] labels) {
        long right = given.stream().filter(i -> predicted[i] == labels[i]).count();
        return new DeployedUse(right / (double) given.cardinality(), true, (BitSet) given.clone(), predicted.clone());
    }

    double accuracy() {
        return accuracy;
    }

    /** Whether the predictions of single images are known. */
    boolean isOfImages() {
        return !given.isEmpty();
    }

    /** How many predictions are known. */
    int images() {
        return given.cardinality();
    }

    boolean has(int image) {
        return given.get(image);
    }

    int predicted(int image) {
        return predicted[image];
    }
}
