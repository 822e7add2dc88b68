package org.evalgap.experiment.tuning;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.evalgap.data.Dataset;
import org.evalgap.data.ImageSet;
import org.evalgap.nn.graph.ShapeException;

/** Splits the training images of a dataset once more. */
final class HeldOut {

    private HeldOut() {}

    /**
     * A dataset of the training images alone: the last ones of each class, at least one, are to be measured on, the others
     * to be trained on.
     *
     * @param share of each class that is held out, above 0 and below 1
     * @throws ShapeException if a class is left without an image; the setting is {@code tuning.validation}
     */
    static Dataset of(Dataset dataset, double share) {
        ImageSet all = dataset.train();
        int[] ofClass = new int[dataset.classes()];
        IntStream.of(all.labels()).forEach(label -> ofClass[label]++);
        int[] first = Arrays.stream(ofClass)
                .map(count -> count - Math.max(1, (int) Math.round(share * count)))
                .toArray();
        for (int label = 0; label < first.length; label++) {
            if (ofClass[label] > 0 && first[label] < 1) {
                throw new ShapeException(
                        "tuning.validation",
                        "a share that leaves an image of each class to train on, of " + ofClass[label] + " of class "
                                + label,
                        Double.toString(share));
            }
        }
        int[] position = new int[all.size()];
        int[] met = new int[first.length];
        for (int i = 0; i < all.size(); i++) {
            position[i] = met[all.label(i)]++;
        }
        return new Dataset(
                dataset.name(),
                dataset.classes(),
                all.only(image -> position[image] < first[all.label(image)]),
                all.only(image -> position[image] >= first[all.label(image)]),
                dataset.mean(),
                dataset.standardDeviation());
    }
}
