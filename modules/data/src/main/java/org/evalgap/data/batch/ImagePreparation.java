package org.evalgap.data.batch;

import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.DecodedImage;
import org.evalgap.data.image.EncodedImage;
import org.evalgap.data.image.FloatImage;
import org.evalgap.data.image.ImageContent;
import org.evalgap.data.image.ImageDecoder;
import org.evalgap.data.image.Pixels;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;

/**
 * From what a dataset stores of an image to what a network sees of it. What is random is drawn from a stream of its own for
 * each image and pass, so that the order of preparation decides nothing. Immutable.
 */
public final class ImagePreparation {

    private static final int PIXEL_VALUES = 256;

    private final Preprocessing preprocessing;
    private final TensorLayout layout;
    private final Seed seed;
    private final int channels;
    private final float[] table;

    /**
     * @param preprocessing what is done to the pixels
     * @param layout of the numbers that leave
     * @param seed of random transforms
     */
    public ImagePreparation(Preprocessing preprocessing, TensorLayout layout, Seed seed) {
        this.preprocessing = preprocessing;
        this.layout = layout;
        this.seed = seed;
        channels = preprocessing.channels();
        table = new float[PIXEL_VALUES * channels];
        for (int i = 0; i < table.length; i++) {
            table[i] = preprocessing.number(i / channels, i % channels);
        }
    }

    /** Where the channels stand in what leaves. */
    public TensorLayout layout() {
        return layout;
    }

    /**
     * Decodes and transforms an image.
     *
     * @param content as stored
     * @param index of the image in its dataset: decides, with {@code pass}, what random transforms do
     * @param pass over the dataset, such as an epoch's number
     * @throws BrokenImageException if the file cannot be decoded
     * @throws ShapeException if a transform does not apply to the image; the setting is then {@code [i]}, {@code [i].size} or
     *     {@code [i].mean}
     */
    public PreparedImage prepare(ImageContent content, long index, long pass) throws BrokenImageException {
        if (content instanceof FloatImage numbers) {
            return prepare(numbers);
        }
        DecodedImage decoded = content instanceof EncodedImage file
                ? ImageDecoder.decode(file.bytes())
                : new DecodedImage((Pixels) content, DecodedImage.UPRIGHT);
        SplitMix64 random =
                preprocessing.isRandom() ? seed.child(index).child(pass).generator() : null;
        Pixels pixels = preprocessing.apply(decoded.pixels(), random);
        Shape shape = pixels.shape();
        byte[] source = pixels.values();
        float[] values = new float[source.length];
        for (int i = 0; i < values.length; i++) {
            values[layout.index(shape, i)] = table[(source[i] & 0xff) * channels + i % channels];
        }
        return new PreparedImage(shape, values, decoded.orientation());
    }

    private PreparedImage prepare(FloatImage image) {
        Shape shape = image.shape();
        preprocessing.checkNumbers(shape);
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[layout.index(shape, i)] = preprocessing.normalized(image.values()[i], i % shape.channels());
        }
        return new PreparedImage(shape, values, DecodedImage.UPRIGHT);
    }
}
