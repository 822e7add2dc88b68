package org.evalgap.data.source;

import java.util.Arrays;
import java.util.function.Supplier;
import org.evalgap.data.ByteSource;
import org.evalgap.data.DatasetException;
import org.evalgap.data.SourceFile;
import org.evalgap.data.image.FloatImage;
import org.evalgap.data.image.ImageContent;
import org.evalgap.data.image.ImageDecoder;
import org.evalgap.data.image.Pixels;
import org.evalgap.nn.graph.Shape;

/**
 * Images and labels in NumPy's formats. Images are [N, H, W], [N, H, W, C] or [N, C, H, W] with 1 or 3 channels (the last
 * dimension is taken for the channels where it can be); bytes are pixels, 16-, 32- and 64-bit floats are numbers that
 * no transform of pixels applies to. They are read one by one; an uncompressed file is skipped through, a compressed one
 * read through.
 */
public final class NumpyImages {

    private NumpyImages() {}

    /**
     * Arrays {@code images} (or {@code x}) and {@code labels} (or {@code y}) of one NPZ file.
     *
     * @throws DatasetException if the file is not one, or an array is missing or not what it has to be
     */
    public static ImageSource npz(String uri, ByteSource source) {
        return of(
                uri,
                () -> SourceFile.open(uri, new NpzMember(source, "images", "x")),
                () -> SourceFile.open(uri, new NpzMember(source, "labels", "y")));
    }

    /**
     * Two NPY files.
     *
     * @throws DatasetException if a file is missing or not what it has to be
     */
    public static ImageSource npy(String images, String labels, ByteSource source) {
        return of(images, () -> SourceFile.open(images, source), () -> SourceFile.open(labels, source));
    }

    private static ImageSource of(String name, RecordImages.Opening images, Supplier<SourceFile> labels) {
        NpyHeader header = header(images);
        Shape shape = shape(name, header);
        int[] classes = labels(labels, header.sizes()[0]);
        boolean channelsFirst = channelsFirst(header);
        RecordImages.Decoding decoding = header.isFloat()
                ? bytes -> numbers(header, shape, channelsFirst, bytes)
                : bytes -> pixels(shape, channelsFirst, bytes);
        RecordImages.RecordLayout layout =
                new RecordImages.RecordLayout(header.bytes(), shape.size() * header.valueBytes(), "images " + header);
        return new RecordImages(name, images, layout, classes, Labels.names(classes), decoding);
    }

    private static NpyHeader header(Supplier<SourceFile> images) {
        try (SourceFile file = images.get()) {
            return NpyHeader.read(file);
        }
    }

    private static int[] labels(Supplier<SourceFile> labels, long images) {
        try (SourceFile file = labels.get()) {
            return Labels.read(file, images);
        }
    }

    private static Shape shape(String name, NpyHeader header) {
        long[] sizes = header.sizes();
        boolean typed = header.type().equals("u1") || header.isFloat();
        boolean shaped = sizes.length == 3 || sizes.length == 4 && (isChannels(sizes[3]) || isChannels(sizes[1]));
        boolean sized = Arrays.stream(sizes).allMatch(size -> size > 0 && size <= Integer.MAX_VALUE);
        if (!typed || !shaped || !sized) {
            throw new DatasetException(
                    name,
                    "images as [N, H, W], or with 1 or 3 channels as [N, H, W, C] or [N, C, H, W], of u1, f2, f4 or f8",
                    header.toString());
        }
        boolean first = channelsFirst(header);
        long height = sizes[first ? 2 : 1];
        long width = sizes[first ? 3 : 2];
        long channels = sizes.length == 3 ? 1 : sizes[first ? 1 : 3];
        if (height > ImageDecoder.MAX_PIXELS / width) {
            throw new DatasetException(
                    name, "images of 1 to " + ImageDecoder.MAX_PIXELS + " pixels", height + "x" + width);
        }
        return new Shape((int) height, (int) width, (int) channels);
    }

    private static boolean channelsFirst(NpyHeader header) {
        return header.sizes().length == 4 && !isChannels(header.sizes()[3]);
    }

    private static boolean isChannels(long size) {
        return size == 1 || size == Pixels.RGB;
    }

    private static ImageContent pixels(Shape shape, boolean channelsFirst, byte[] bytes) {
        byte[] values = channelsFirst ? interleaved(shape, bytes, 0) : bytes;
        return new Pixels(shape.height(), shape.width(), shape.channels(), values);
    }

    /** From planes of channels, [C, H, W] from {@code offset} on, to [H, W, C]. */
    static byte[] interleaved(Shape shape, byte[] planes, int offset) {
        byte[] values = new byte[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = planes[offset + planar(shape, i)];
        }
        return values;
    }

    private static ImageContent numbers(NpyHeader header, Shape shape, boolean channelsFirst, byte[] bytes) {
        NpyValues source = new NpyValues(header, bytes);
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = source.number(channelsFirst ? planar(shape, i) : i);
        }
        return new FloatImage(shape, values);
    }

    // Where the value that is at [h, w, c] of [H, W, C] lies in [C, H, W].
    private static int planar(Shape shape, int interleaved) {
        int channels = shape.channels();
        return interleaved % channels * shape.pixels() + interleaved / channels;
    }
}
