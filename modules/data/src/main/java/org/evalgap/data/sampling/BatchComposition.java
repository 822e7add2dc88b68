package org.evalgap.data.sampling;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.evalgap.data.transform.Transform;
import org.evalgap.nn.graph.ShapeException;

/** Which images form a batch. */
public sealed interface BatchComposition extends Serializable {

    /** Its name in study files and result tables. */
    String name();

    /**
     * Checks that batches of {@code batchSize} can be formed.
     *
     * @throws ShapeException if they cannot; the setting is {@code batch-size}
     */
    default void check(int batchSize, int classes) {
        if (batchSize < 1) {
            throw new ShapeException("batch-size", "an integer of at least 1", Integer.toString(batchSize));
        }
    }

    /** Images that an epoch passes of a split of {@code images}, one that is passed twice counted twice. */
    default int imagesPerEpoch(int images) {
        return images;
    }

    /** Every order of the images is equally likely: a new one each epoch, without replacement. */
    record Iid() implements BatchComposition {
        @Override
        public String name() {
            return "iid";
        }
    }

    /**
     * The images sorted by class (both the classes and the images of a class in a new random order each epoch), cut into
     * batches: each is of one class, except where a class ends within a batch. Full batches come in random order, so
     * that what differs from {@link Iid} is the composition of a batch and not when a class is seen.
     */
    record ClassSorted() implements BatchComposition {
        @Override
        public String name() {
            return "class-sorted";
        }
    }

    /**
     * Every batch has equally many images of each class. Where classes differ in size, an epoch leaves out what exceeds
     * the smallest; which images, is new each epoch.
     */
    record OnePerClass() implements BatchComposition {
        @Override
        public String name() {
            return "one-per-class";
        }

        @Override
        public void check(int batchSize, int classes) {
            if (batchSize < 1 || batchSize % classes != 0) {
                throw new ShapeException(
                        "batch-size",
                        "a multiple of the " + classes + " classes for one-per-class batches",
                        Integer.toString(batchSize));
            }
        }
    }

    /**
     * The order of {@link Iid}, but each image comes {@code frames} times in a row before the next: so a batch has few
     * different images, as one of neighbouring frames of videos has. Copies of an image differ by random transforms alone.
     *
     * @param frames at least 1
     */
    record NearDuplicates(int frames) implements BatchComposition {

        /** @throws ShapeException if there is no frame */
        public NearDuplicates {
            if (frames < 1) {
                throw new ShapeException("frames", "an integer of at least 1", Integer.toString(frames));
            }
        }

        @Override
        public String name() {
            return "near-duplicates";
        }

        @Override
        public int imagesPerEpoch(int images) {
            return Math.multiplyExact(images, frames);
        }
    }

    /**
     * The images and order of {@link Iid}, but every other batch comes from a second input domain.
     *
     * @param secondDomain what turns an image of the first domain into one of the second, of the same shape
     */
    record DomainAlternating(List<Transform> secondDomain) implements BatchComposition {

        /** @throws ShapeException if a transform changes the shape: both domains enter one network */
        public DomainAlternating {
            secondDomain = List.copyOf(secondDomain);
            for (int i = 0; i < secondDomain.size(); i++) {
                Transform transform = secondDomain.get(i);
                if (transform instanceof Transform.CenterCrop
                        || (transform instanceof Transform.RandomCrop crop && crop.size() > 0)) {
                    throw new ShapeException(
                            "second-domain[" + i + "]",
                            "a transform that keeps the shape of the image",
                            transform.name() + " with a size");
                }
            }
        }

        @Override
        public String name() {
            return "domain-alternating";
        }

        /** What an image of the second domain goes through when one of the first goes through {@code transforms}. */
        public List<Transform> inSecondDomain(List<Transform> transforms) {
            List<Transform> all = new ArrayList<>(secondDomain);
            all.addAll(transforms);
            all.sort(Comparator.comparing(Transform::stage));
            return List.copyOf(all);
        }
    }
}
