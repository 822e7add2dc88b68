package org.evalgap.data;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the images that come with EvalGap from the full Fashion-MNIST: the first 400 training and the first 200 test
 * images of each class, in file order, as plain IDX files, whose bytes depend on no compressor's version.
 *
 * <pre>
 * java -cp modules/nn/target/classes:modules/experiment/target/classes org.evalgap.data.EmbeddedSubset \
 *     SOURCE modules/data/src/main/resources/org/evalgap/data/fashion-mnist-subset
 * </pre>
 *
 * <p>SOURCE is a folder with the four files as they are published, such as {@code train-images-idx3-ubyte.gz}; Debian's
 * package dataset-fashion-mnist has them in {@code /usr/share/datasets/fashion-mnist}.
 */
public final class EmbeddedSubset {

    static final String FOLDER = "fashion-mnist-subset";
    static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    private static final String PUBLISHED_SUFFIX = ".gz";

    private EmbeddedSubset() {}

    /** Takes two folders: where the full files are, and where the subset goes. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println(
                    "Cannot make the subset: expected SOURCE and TARGET, received " + arguments.length + " arguments");
            System.exit(64);
        }
        make(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                new Limits(DatasetConfig.Embedded.TRAIN_PER_CLASS, DatasetConfig.Embedded.TEST_PER_CLASS));
    }

    static void make(Path source, Path target, Limits limits) throws IOException {
        Files.createDirectories(target);
        write(target, TRAIN_IMAGES, TRAIN_LABELS, read(source, TRAIN_IMAGES, TRAIN_LABELS, limits.trainPerClass()));
        write(target, TEST_IMAGES, TEST_LABELS, read(source, TEST_IMAGES, TEST_LABELS, limits.testPerClass()));
    }

    private static ImageSet read(Path source, String images, String labels, int perClass) {
        return IdxReader.read(
                source.resolve(images + PUBLISHED_SUFFIX).toString(),
                source.resolve(labels + PUBLISHED_SUFFIX).toString(),
                DatasetConfig.Embedded.CLASSES,
                perClass,
                ByteSource.local());
    }

    private static void write(Path target, String images, String labels, ImageSet set) throws IOException {
        try (DataOutputStream out = new DataOutputStream(open(target.resolve(images)))) {
            out.writeInt(IdxReader.IMAGES_MAGIC);
            out.writeInt(set.size());
            out.writeInt(set.shape().height());
            out.writeInt(set.shape().width());
            out.write(set.pixels());
        }
        try (DataOutputStream out = new DataOutputStream(open(target.resolve(labels)))) {
            out.writeInt(IdxReader.LABELS_MAGIC);
            out.writeInt(set.size());
            for (int label : set.labels()) {
                out.writeByte(label);
            }
        }
    }

    private static OutputStream open(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file));
    }
}
