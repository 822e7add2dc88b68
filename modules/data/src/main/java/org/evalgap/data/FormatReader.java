package org.evalgap.data;

import java.io.FileNotFoundException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Reads datasets of files of one format, and those that need none. */
public final class FormatReader {

    private FormatReader() {}

    /**
     * Reads, limits, checks and fingerprints a dataset.
     *
     * @param source opens the files that {@code config} names; embedded and synthetic images need none
     * @throws DatasetException if a file is missing or not what it has to be
     */
    public static Dataset read(DatasetConfig.OneFormat config, ByteSource source) {
        return bounded(config, () -> unbounded(config, source));
    }

    /** Reads; that memory does not suffice is told as everything else. */
    public static Dataset bounded(DatasetConfig config, Supplier<Dataset> reading) {
        try {
            return reading.get();
        } catch (OutOfMemoryError e) {
            // A small file may hold many images: zeros compress to a thousandth.
            long megabytes = Runtime.getRuntime().maxMemory() >> 20;
            throw new DatasetException(
                    config.name(),
                    "images that fit into the " + megabytes
                            + " MB of this process (--driver-memory gives a sweep more)",
                    "more (limit images per class)",
                    e);
        }
    }

    private static Dataset unbounded(DatasetConfig.OneFormat config, ByteSource source) {
        if (config instanceof DatasetConfig.Embedded embedded) {
            return read(embedded);
        }
        if (config instanceof DatasetConfig.Idx idx) {
            return read(idx, source);
        }
        if (config instanceof DatasetConfig.Cifar10 cifar10) {
            return read(cifar10, source);
        }
        return make((DatasetConfig.Synthetic) config);
    }

    private static Dataset read(DatasetConfig.Embedded config) {
        DatasetConfig.Idx files = new DatasetConfig.Idx(
                config.name(),
                EmbeddedSubset.TRAIN_IMAGES,
                EmbeddedSubset.TRAIN_LABELS,
                EmbeddedSubset.TEST_IMAGES,
                EmbeddedSubset.TEST_LABELS,
                DatasetConfig.Embedded.CLASSES,
                config.limits(),
                config.normalization());
        return read(files, FormatReader::openEmbedded);
    }

    private static InputStream openEmbedded(String name) throws FileNotFoundException {
        InputStream in = FormatReader.class.getResourceAsStream(EmbeddedSubset.FOLDER + "/" + name);
        if (in == null) {
            throw new FileNotFoundException(name);
        }
        return in;
    }

    private static Dataset read(DatasetConfig.Idx config, ByteSource source) {
        Limits limits = config.limits();
        ImageSet train = IdxReader.read(
                config.trainImages(), config.trainLabels(), config.classes(), limits.trainPerClass(), source);
        ImageSet test = IdxReader.read(
                config.testImages(), config.testLabels(), config.classes(), limits.testPerClass(), source);
        if (!test.shape().equals(train.shape())) {
            throw new DatasetException(
                    config.testImages(),
                    "images of " + train.shape() + ", as in " + config.trainImages(),
                    "images of " + test.shape());
        }
        return dataset(config, config.classes(), config.trainImages(), train, test);
    }

    private static Dataset read(DatasetConfig.Cifar10 config, ByteSource source) {
        Limits limits = config.limits();
        ImageSet train = Cifar10Reader.read(config.trainFiles(), limits.trainPerClass(), source);
        ImageSet test = Cifar10Reader.read(config.testFiles(), limits.testPerClass(), source);
        return dataset(config, DatasetConfig.Cifar10.CLASSES, String.join(", ", config.trainFiles()), train, test);
    }

    private static Dataset make(DatasetConfig.Synthetic config) {
        SyntheticImages images = new SyntheticImages(config);
        return dataset(config, config.classes(), config.name(), images.train(), images.test());
    }

    /**
     * A dataset of images that were read.
     *
     * @param trainOrigin the files of the training images, for errors
     */
    public static Dataset dataset(
            DatasetConfig config, int classes, String trainOrigin, ImageSet train, ImageSet test) {
        Normalization normalization = config.normalization();
        if (normalization.isComputed()) {
            normalization = PixelStatistics.normalization(train, trainOrigin);
        }
        return new Dataset(
                config.name(),
                classes,
                train,
                test,
                normalization.meanPerChannel(),
                normalization.standardDeviationPerChannel());
    }
}
