package org.evalgap.data;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;

/** Which images a study runs on. Every limit keeps the first images of each class, in file order. */
public sealed interface DatasetConfig extends Serializable {

    /** Whose files, if there are any, are of one format. */
    sealed interface OneFormat extends DatasetConfig {}

    /** For people and result tables. */
    String name();

    /** How many images of each class are kept. */
    Limits limits();

    /** How pixels are normalized. */
    Normalization normalization();

    /** Sizes of the dataset, where they follow from the configuration alone; else the files have to be read. */
    default Optional<DatasetFacts> facts() {
        return Optional.empty();
    }

    /**
     * The images that come with EvalGap: the first 400 training and the first 200 test images of each of Fashion-MNIST's
     * ten classes, 28×28×1.
     *
     * @param limits at most 400 and 200 are there
     * @param normalization {@link #FASHION_MNIST} is the usual one
     */
    record Embedded(Limits limits, Normalization normalization) implements OneFormat {

        /** Mean and standard deviation of Fashion-MNIST's 60,000 training images. */
        public static final Normalization FASHION_MNIST = new Normalization(List.of(0.2860), List.of(0.3530));

        static final Shape SHAPE = new Shape(28, 28, 1);
        static final int CLASSES = 10;
        static final int TRAIN_PER_CLASS = 400;
        static final int TEST_PER_CLASS = 200;

        /** @throws ShapeException if the normalization is not for one channel */
        public Embedded {
            fits(normalization, SHAPE.channels());
        }

        @Override
        public String name() {
            return "fashion-mnist-subset";
        }

        @Override
        public Optional<DatasetFacts> facts() {
            return Optional.of(new DatasetFacts(
                    SHAPE,
                    CLASSES,
                    CLASSES * Math.min(TRAIN_PER_CLASS, limits.trainPerClass()),
                    CLASSES * Math.min(TEST_PER_CLASS, limits.testPerClass())));
        }
    }

    /**
     * Files in the IDX format of MNIST and its relatives, plain or compressed by gzip: images of one channel.
     *
     * @param name for people and result tables
     * @param trainImages file of training images
     * @param trainLabels file of their classes
     * @param testImages file of test images
     * @param testLabels file of their classes
     * @param classes number of classes, 2 to 256
     * @param limits how many images of each class are kept
     * @param normalization for one channel
     */
    record Idx(
            String name,
            String trainImages,
            String trainLabels,
            String testImages,
            String testLabels,
            int classes,
            Limits limits,
            Normalization normalization)
            implements OneFormat {

        /** Classes of MNIST and Fashion-MNIST. */
        public static final int DEFAULT_CLASSES = 10;

        /** @throws ShapeException if a setting is out of its range */
        public Idx {
            classCount(classes);
            fits(normalization, 1);
        }
    }

    /**
     * Files of CIFAR-10's binary version, plain or compressed by gzip: 32×32×3, ten classes.
     *
     * @param trainFiles {@code data_batch_1.bin} and so on, at least one
     * @param testFiles {@code test_batch.bin}, at least one
     * @param limits how many images of each class are kept
     * @param normalization for three channels
     */
    record Cifar10(List<String> trainFiles, List<String> testFiles, Limits limits, Normalization normalization)
            implements OneFormat {

        static final Shape SHAPE = new Shape(32, 32, 3);
        static final int CLASSES = 10;

        /** @throws ShapeException if a list of files is empty, or the normalization is not for three channels */
        public Cifar10 {
            trainFiles = List.copyOf(trainFiles);
            testFiles = List.copyOf(testFiles);
            notEmpty("train-files", trainFiles);
            notEmpty("test-files", testFiles);
            fits(normalization, SHAPE.channels());
        }

        @Override
        public String name() {
            return "cifar-10";
        }

        private static void notEmpty(String setting, List<String> files) {
            if (files.isEmpty()) {
                throw new ShapeException(setting, "at least one file", "none");
            }
        }
    }

    /**
     * Images of files and folders of several kinds: see {@link org.evalgap.data.source.ImagePlace} for which.
     *
     * @param name for people and result tables
     * @param train where the training images are
     * @param test where the test images are
     * @param size height and width that every image is brought to; 0 for images that are of one size already
     * @param channels 3 for red, green and blue, 1 for grey
     * @param limits how many images of each class are kept
     * @param normalization for {@code channels}
     */
    record Images(
            String name, String train, String test, int size, int channels, Limits limits, Normalization normalization)
            implements DatasetConfig {

        /** @throws ShapeException if a setting is out of its range */
        public Images {
            if (size < 0) {
                throw new ShapeException("size", "an integer of at least 0", Integer.toString(size));
            }
            if (channels != 1 && channels != 3) {
                throw new ShapeException("channels", "1 or 3", Integer.toString(channels));
            }
            fits(normalization, channels);
        }
    }

    /**
     * Images made by a procedure, of any size: see {@link SyntheticImages} for what they look like.
     *
     * @param shape of one image
     * @param classes number of classes, 2 to 256
     * @param limits exactly so many images of each class are made
     * @param noise standard deviation of the noise on each pixel, in pixel values (0 to 255); 0 to 255
     * @param seed of everything random in it
     * @param normalization for {@code shape}'s channels
     */
    record Synthetic(Shape shape, int classes, Limits limits, double noise, long seed, Normalization normalization)
            implements OneFormat {

        /** As many images as come embedded. */
        public static final Limits DEFAULT_LIMITS = new Limits(Embedded.TRAIN_PER_CLASS, Embedded.TEST_PER_CLASS);

        /** Learnable in a few epochs, and not without errors. */
        public static final double DEFAULT_NOISE = 30;

        /** @throws ShapeException if a setting is out of its range, or a split would not fit into one array */
        public Synthetic {
            classCount(classes);
            if (!(noise >= 0 && noise <= 255)) {
                throw new ShapeException("noise", "a number from 0 to 255", Double.toString(noise));
            }
            fitsArray("train-per-class", shape, classes, limits.trainPerClass());
            fitsArray("test-per-class", shape, classes, limits.testPerClass());
            fits(normalization, shape.channels());
        }

        @Override
        public String name() {
            return "synthetic";
        }

        @Override
        public Optional<DatasetFacts> facts() {
            return Optional.of(new DatasetFacts(
                    shape, classes, classes * limits.trainPerClass(), classes * limits.testPerClass()));
        }

        private static void fitsArray(String setting, Shape shape, int classes, int perClass) {
            long most = ImageSet.MAX_BYTES / ((long) shape.size() * classes);
            if (perClass > most) {
                throw new ShapeException(
                        setting,
                        "at most " + most + " (a split has at most " + ImageSet.MAX_BYTES + " pixel values)",
                        Integer.toString(perClass));
            }
        }
    }

    private static void classCount(int classes) {
        if (classes < 2 || classes > ImageSet.MAX_CLASSES) {
            throw new ShapeException(
                    "classes", "an integer from 2 to " + ImageSet.MAX_CLASSES, Integer.toString(classes));
        }
    }

    private static void fits(Normalization normalization, int channels) {
        if (!normalization.isComputed() && normalization.mean().size() != channels) {
            throw new ShapeException(
                    "mean",
                    "a number for each of the " + channels + " channels",
                    normalization.mean().size() + " numbers");
        }
    }
}
