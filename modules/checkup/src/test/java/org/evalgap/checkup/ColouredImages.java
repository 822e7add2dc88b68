package org.evalgap.checkup;

import java.util.ArrayList;
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

/** The images of {@code make_cases.py}: those that come with EvalGap, coloured; with a second domain or without. */
record ColouredImages(ImageSet images, boolean domains) implements ImageSource {

    private static final Dataset DATASET = DatasetReader.read(
            new DatasetConfig.Embedded(new Limits(100, 50), DatasetConfig.Embedded.FASHION_MNIST), ByteSource.local());

    static ImageSource train() {
        return new ColouredImages(DATASET.train(), false);
    }

    static ImageSource trainOfTwoDomains() {
        return new ColouredImages(DATASET.train(), true);
    }

    static ImageSource test() {
        return new ColouredImages(DATASET.test(), false);
    }

    @Override
    public String name() {
        return "coloured";
    }

    @Override
    public int size() {
        return images.size() * (domains ? 2 : 1);
    }

    @Override
    public List<String> classes() {
        return IntStream.range(0, DATASET.classes()).mapToObj(Integer::toString).toList();
    }

    @Override
    public int label(int index) {
        return images.label(index % images.size());
    }

    @Override
    public String nameOf(int index) {
        String domain = domains ? (index < images.size() ? "a/" : "b/") : "";
        return label(index) + "/" + domain + index;
    }

    @Override
    public Reader open() {
        return new Reader() {
            @Override
            public ImageContent read(int index) {
                int pixels = images.shape().pixels();
                int from = images.offset(index % images.size());
                List<Byte> values = new ArrayList<>(3 * pixels);
                for (int i = 0; i < pixels; i++) {
                    double grey = images.pixels()[from + i] & 0xff;
                    for (double value : new double[] {grey, 0.8 * grey, 60 + 0.35 * grey}) {
                        double shown = Math.rint(value);
                        values.add((byte) Math.rint(index < images.size() ? shown : 0.3 * shown + 150));
                    }
                }
                byte[] bytes = new byte[values.size()];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = values.get(i);
                }
                return new Pixels(images.shape().height(), images.shape().width(), Pixels.RGB, bytes);
            }

            @Override
            public void close() {
                // Nothing was opened.
            }
        };
    }
}
