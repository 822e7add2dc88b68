package org.evalgap.experiment.config;

import java.util.List;
import java.util.Optional;
import org.evalgap.experiment.config.Variants.Variant;
import org.evalgap.experiment.data.DatasetConfig;
import org.evalgap.experiment.data.DatasetFacts;
import org.evalgap.experiment.data.Limits;
import org.evalgap.experiment.data.Normalization;
import org.evalgap.nn.graph.Shape;

/** Where the images come from. */
final class DatasetSection {

    private static final Key<String> NAME = Key.of("name", ValueType.TEXT, "Names the dataset in tables.");
    private static final Key<String> TRAIN_IMAGES = file("train-images", "File of training images.");
    private static final Key<String> TRAIN_LABELS = file("train-labels", "File of their classes.");
    private static final Key<String> TEST_IMAGES = file("test-images", "File of test images.");
    private static final Key<String> TEST_LABELS = file("test-labels", "File of their classes.");
    private static final Key<List<String>> TRAIN_FILES = files("train-files", "Files of training images.");
    private static final Key<List<String>> TEST_FILES = files("test-files", "Files of test images.");
    private static final Key<Integer> HEIGHT = Key.of("height", ValueType.integer(1), "Height in pixels.");
    private static final Key<Integer> WIDTH = Key.of("width", ValueType.integer(1), "Width in pixels.");
    private static final Key<Integer> CHANNELS = Key.of("channels", ValueType.integer(1), "Values per pixel.");
    private static final Key<Integer> CLASSES = Key.of("classes", ValueType.integer(2, 256), "Number of classes.");
    private static final Key<Integer> TRAIN_PER_CLASS = trainPerClass(ValueType.integer(1));
    private static final Key<Integer> TEST_PER_CLASS = testPerClass(ValueType.integer(1));
    private static final DatasetFacts EMBEDDED = new DatasetConfig.Embedded(
                    Limits.NONE, DatasetConfig.Embedded.FASHION_MNIST)
            .facts()
            .orElseThrow();
    private static final Key<Integer> TRAIN_PER_CLASS_EMBEDDED =
            trainPerClass(ValueType.integer(1, EMBEDDED.trainImages() / EMBEDDED.classes()));
    private static final Key<Integer> TEST_PER_CLASS_EMBEDDED =
            testPerClass(ValueType.integer(1, EMBEDDED.testImages() / EMBEDDED.classes()));
    private static final Key<Integer> TRAIN_MADE =
            Key.of("train-per-class", ValueType.integer(1), "Training images made of each class.");
    private static final Key<Integer> TEST_MADE =
            Key.of("test-per-class", ValueType.integer(1), "Test images made of each class.");
    private static final Key<Double> NOISE = Key.of(
            "noise",
            ValueType.number("a number from 0 to 255", number -> number >= 0 && number <= 255),
            "Standard deviation of the noise on each pixel, in pixel values.");
    private static final Key<Long> SEED = Key.of("seed", ValueType.LONG, "Of everything random in the images.");
    private static final Key<List<Double>> MEAN = Key.of(
            "mean",
            ValueType.listOr("computed", "a list of numbers", ValueType.anyNumber()),
            "Subtracted from each channel, where pixels run from 0 to 1; computed: from the training images.");
    private static final Key<List<Double>> STANDARD_DEVIATION = Key.of(
            "standard-deviation",
            ValueType.listOr("computed", "a list of numbers", ValueType.positive()),
            "What each channel is divided by then.");

    static final Variants<DatasetConfig> VARIANTS = new Variants<>(
            "a dataset",
            List.of(
                    new Variant<>(
                            section(
                                    "embedded",
                                    "The images that come with EvalGap: 10 classes of Fashion-MNIST, 28×28×1.",
                                    TRAIN_PER_CLASS_EMBEDDED,
                                    TEST_PER_CLASS_EMBEDDED,
                                    MEAN,
                                    STANDARD_DEVIATION),
                            DatasetConfig.Embedded.class,
                            DatasetSection::embedded),
                    new Variant<>(
                            section(
                                    "idx",
                                    "Files in MNIST's format, plain or compressed by gzip, one channel.",
                                    NAME,
                                    TRAIN_IMAGES,
                                    TRAIN_LABELS,
                                    TEST_IMAGES,
                                    TEST_LABELS,
                                    CLASSES,
                                    TRAIN_PER_CLASS,
                                    TEST_PER_CLASS,
                                    MEAN,
                                    STANDARD_DEVIATION),
                            DatasetConfig.Idx.class,
                            DatasetSection::idx),
                    new Variant<>(
                            section(
                                    "cifar10",
                                    "Files of CIFAR-10's binary version, plain or compressed by gzip: 32×32×3.",
                                    TRAIN_FILES,
                                    TEST_FILES,
                                    TRAIN_PER_CLASS,
                                    TEST_PER_CLASS,
                                    MEAN,
                                    STANDARD_DEVIATION),
                            DatasetConfig.Cifar10.class,
                            DatasetSection::cifar10),
                    new Variant<>(
                            section(
                                    "synthetic",
                                    "Images made by a procedure, of any size.",
                                    HEIGHT,
                                    WIDTH,
                                    CHANNELS,
                                    CLASSES,
                                    TRAIN_MADE,
                                    TEST_MADE,
                                    NOISE,
                                    SEED,
                                    MEAN,
                                    STANDARD_DEVIATION),
                            DatasetConfig.Synthetic.class,
                            DatasetSection::synthetic)));

    private DatasetSection() {}

    private static Section section(String kind, String meaning, Key<?>... keys) {
        return new Section("dataset." + kind, "study.dataset", Optional.of(kind), meaning, List.of(keys));
    }

    private static Key<Integer> trainPerClass(ValueType<Integer> count) {
        return Key.of("train-per-class", ValueType.orAll(count), "Training images kept of each class: the first ones.");
    }

    private static Key<Integer> testPerClass(ValueType<Integer> count) {
        return Key.of("test-per-class", ValueType.orAll(count), "Test images kept of each class: the first ones.");
    }

    private static Key<String> file(String name, String meaning) {
        return Key.of(name, ValueType.PATH, meaning);
    }

    private static Key<List<String>> files(String name, String meaning) {
        return Key.of(name, ValueType.listOf("a list of paths", ValueType.PATH), meaning);
    }

    private static DatasetConfig.Embedded embedded(SectionReader reader) {
        Limits limits = limits(reader, TRAIN_PER_CLASS_EMBEDDED, TEST_PER_CLASS_EMBEDDED);
        Normalization normalization = normalization(reader);
        return reader.build(() -> new DatasetConfig.Embedded(limits, normalization));
    }

    private static DatasetConfig.Idx idx(SectionReader reader) {
        String name = reader.get(NAME);
        String trainImages = reader.get(TRAIN_IMAGES);
        String trainLabels = reader.get(TRAIN_LABELS);
        String testImages = reader.get(TEST_IMAGES);
        String testLabels = reader.get(TEST_LABELS);
        Integer classes = reader.get(CLASSES);
        Limits limits = limits(reader, TRAIN_PER_CLASS, TEST_PER_CLASS);
        Normalization normalization = normalization(reader);
        return reader.build(() -> new DatasetConfig.Idx(
                name, trainImages, trainLabels, testImages, testLabels, classes, limits, normalization));
    }

    private static DatasetConfig.Cifar10 cifar10(SectionReader reader) {
        List<String> trainFiles = reader.get(TRAIN_FILES);
        List<String> testFiles = reader.get(TEST_FILES);
        Limits limits = limits(reader, TRAIN_PER_CLASS, TEST_PER_CLASS);
        Normalization normalization = normalization(reader);
        return reader.build(() -> new DatasetConfig.Cifar10(trainFiles, testFiles, limits, normalization));
    }

    private static DatasetConfig.Synthetic synthetic(SectionReader reader) {
        Integer height = reader.get(HEIGHT);
        Integer width = reader.get(WIDTH);
        Integer channels = reader.get(CHANNELS);
        Integer classes = reader.get(CLASSES);
        Limits limits = limits(reader, TRAIN_MADE, TEST_MADE);
        Double noise = reader.get(NOISE);
        Long seed = reader.get(SEED);
        Normalization normalization = normalization(reader);
        return reader.build(() -> new DatasetConfig.Synthetic(
                new Shape(height, width, channels), classes, limits, noise, seed, normalization));
    }

    private static Limits limits(SectionReader reader, Key<Integer> train, Key<Integer> test) {
        Integer trainPerClass = reader.get(train);
        Integer testPerClass = reader.get(test);
        return reader.build(() -> new Limits(trainPerClass, testPerClass));
    }

    private static Normalization normalization(SectionReader reader) {
        List<Double> mean = reader.get(MEAN);
        List<Double> standardDeviation = reader.get(STANDARD_DEVIATION);
        return reader.build(() -> new Normalization(mean, standardDeviation));
    }
}
