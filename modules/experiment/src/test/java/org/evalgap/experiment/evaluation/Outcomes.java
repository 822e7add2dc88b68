package org.evalgap.experiment.evaluation;

/** Outcomes of images that no network has seen. */
public final class Outcomes {

    private Outcomes() {}

    /** @param right whether each image is right, draw by draw */
    public static ImageOutcomes of(boolean[]... right) {
        ImageOutcomes outcomes = new ImageOutcomes(right[0].length, 2, false);
        for (int draw = 0; draw < right.length; draw++) {
            for (int image = 0; image < right[draw].length; image++) {
                outcomes.add(image, right[draw][image], draw, new float[0], 0);
            }
        }
        return outcomes;
    }
}
