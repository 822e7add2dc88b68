package org.evalgap.data.source;

import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.DatasetConfig;
import org.evalgap.data.DatasetException;
import org.evalgap.data.FormatReader;
import org.evalgap.data.ImageCollector;
import org.evalgap.data.ImageSet;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.EncodedImage;
import org.evalgap.data.image.ImageContent;
import org.evalgap.data.image.ImageDecoder;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.preprocessing.CenterCrop;
import org.evalgap.data.preprocessing.Grayscale;
import org.evalgap.data.preprocessing.ImageTransform;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.preprocessing.Resize;
import org.evalgap.data.preprocessing.Size;
import org.evalgap.data.preprocessing.ToTensor;
import org.evalgap.nn.graph.Shape;

/** Reads the dataset of a study, of whatever kind, into memory. */
public final class DatasetReader {

    /** Labels of datasets in memory are bytes. */
    private static final int MOST_CLASSES = 256;

    private final DatasetConfig.Images config;
    private final ByteSource source;
    private final Preprocessing preprocessing;
    private Shape shape;

    private DatasetReader(DatasetConfig.Images config, ByteSource source) {
        this.config = config;
        this.source = source;
        List<ImageTransform> transforms = new ArrayList<>();
        if (config.size() > 0) {
            transforms.add(Resize.shorterSide(config.size()));
            transforms.add(new CenterCrop(Size.square(config.size())));
        }
        if (config.channels() == 1) {
            transforms.add(new Grayscale(1));
        }
        transforms.add(new ToTensor());
        preprocessing = new Preprocessing(transforms);
    }

    /**
     * Reads, limits, checks and fingerprints a dataset.
     *
     * @param source opens the files that {@code config} names
     * @throws DatasetException if a file is missing or not what it has to be, or an image cannot be decoded: a study is on
     *     all images that it names
     */
    public static Dataset read(DatasetConfig config, ByteSource source) {
        return config instanceof DatasetConfig.Images images
                ? FormatReader.bounded(images, () -> new DatasetReader(images, source).read())
                : FormatReader.read((DatasetConfig.OneFormat) config, source);
    }

    private Dataset read() {
        ImageSource train = open(config.train());
        ImageSource test = open(config.test());
        if (!test.classes().equals(train.classes())) {
            throw new DatasetException(
                    test.name(), "the classes of " + train.name() + ", " + text(train.classes()), text(test.classes()));
        }
        int classes = train.classes().size();
        if (classes < 2 || classes > MOST_CLASSES) {
            throw new DatasetException(train.name(), "2 to " + MOST_CLASSES + " classes", classes + " classes");
        }
        ImageSet learned = images(train, config.limits().trainPerClass());
        ImageSet measured = images(test, config.limits().testPerClass());
        return FormatReader.dataset(config, classes, train.name(), learned, measured);
    }

    private ImageSource open(String place) {
        try {
            return ImagePlace.open(place, source);
        } catch (InvalidPathException e) {
            throw new DatasetException(place, "a path", e.getReason(), e);
        }
    }

    private static String text(List<String> classes) {
        int shown = Math.min(classes.size(), 5);
        return classes.size() + " named " + String.join(", ", classes.subList(0, shown))
                + (shown < classes.size() ? " and so on" : "");
    }

    private ImageSet images(ImageSource images, int perClass) {
        int[] kept = new int[images.classes().size()];
        ImageCollector collector = null;
        try (ImageSource.Reader reader = images.open()) {
            for (int i = 0; i < images.size(); i++) {
                int label = images.label(i);
                if (kept[label]++ < perClass) {
                    Pixels pixels = pixels(images, reader, i);
                    if (collector == null) {
                        collector = new ImageCollector(images.name(), shape, kept.length, perClass);
                    }
                    collector.add(label, pixels.values());
                }
            }
        }
        return collector.images();
    }

    private Pixels pixels(ImageSource images, ImageSource.Reader reader, int index) {
        String name = images.name() + "/" + images.nameOf(index);
        try {
            ImageContent content = reader.read(index);
            if (!(content instanceof EncodedImage || content instanceof Pixels)) {
                throw new DatasetException(
                        images.name(), "pixels of 8 bits (u1), as images of a study are", "floating point numbers");
            }
            Pixels stored = content instanceof EncodedImage file
                    ? ImageDecoder.decode(file.bytes()).pixels()
                    : (Pixels) content;
            Pixels pixels = preprocessing.apply(stored, null);
            shape = shape == null ? pixels.shape() : shape;
            if (!pixels.shape().equals(shape)) {
                throw new DatasetException(
                        name,
                        "an image of " + shape + " as the others, or dataset.size",
                        pixels.shape().toString());
            }
            return pixels;
        } catch (BrokenImageException e) {
            throw new DatasetException(name, "an image that can be decoded", e.getMessage(), e);
        }
    }
}
