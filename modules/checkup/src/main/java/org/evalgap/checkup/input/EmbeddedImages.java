package org.evalgap.checkup.input;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.evalgap.data.ByteSource;
import org.evalgap.data.Dataset;
import org.evalgap.data.DatasetConfig;
import org.evalgap.data.ImageSet;
import org.evalgap.data.Limits;
import org.evalgap.data.image.ImageContent;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.source.DatasetReader;
import org.evalgap.data.source.ImageSource;

/** The images that come with EvalGap, as if they were files: three equal channels. */
final class EmbeddedImages implements ImageSource, Serializable {

    private static final long serialVersionUID = 1L;

    static final String TRAIN = "embedded:train";
    static final String TEST = "embedded:test";

    private final String name;
    private final ImageSet images;
    private final List<String> classes;

    private EmbeddedImages(String name, ImageSet images, int classes) {
        this.name = name;
        this.images = images;
        this.classes = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    /** @param name {@link #TRAIN} or {@link #TEST} */
    static ImageSource of(String name) {
        DatasetConfig.Embedded config = new DatasetConfig.Embedded(Limits.NONE, DatasetConfig.Embedded.FASHION_MNIST);
        Dataset dataset = DatasetReader.read(config, ByteSource.local());
        return new EmbeddedImages(name, name.equals(TRAIN) ? dataset.train() : dataset.test(), dataset.classes());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int label(int index) {
        return images.label(index);
    }

    @Override
    public String nameOf(int index) {
        return images.label(index) + "/" + index;
    }

    @Override
    public Reader open() {
        return new Reader() {
            @Override
            public ImageContent read(int index) {
                byte[] grey = new byte[images.shape().pixels()];
                System.arraycopy(images.pixels(), images.offset(index), grey, 0, grey.length);
                return new Pixels(images.shape().height(), images.shape().width(), 1, grey).toRgb();
            }

            @Override
            public void close() {
                // Nothing was opened.
            }
        };
    }
}
