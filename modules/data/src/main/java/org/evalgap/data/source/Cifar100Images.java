package org.evalgap.data.source;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.evalgap.data.ByteSource;
import org.evalgap.data.DatasetException;
import org.evalgap.data.SourceFile;
import org.evalgap.data.image.Pixels;
import org.evalgap.nn.graph.Shape;

/**
 * A file of CIFAR-100's binary version, {@code train.bin} or {@code test.bin}, plain or compressed by gzip: records of a
 * coarse label (0 to 19), a fine label (0 to 99) and 3072 pixel bytes, a plane of 32×32 for each of red, green and blue. The
 * classes are the fine labels.
 */
public final class Cifar100Images {

    private static final Shape SHAPE = new Shape(32, 32, Pixels.RGB);
    private static final int LABEL_BYTES = 2;
    private static final int RECORD_BYTES = LABEL_BYTES + SHAPE.size();
    private static final int CLASSES = 100;
    private static final String CONTENT = "CIFAR-100 images of " + RECORD_BYTES + " bytes";

    private Cifar100Images() {}

    /** @throws DatasetException if the file is missing or not what it has to be */
    public static ImageSource of(String uri, ByteSource source) {
        return new RecordImages(
                uri,
                () -> SourceFile.open(uri, source),
                new RecordImages.RecordLayout(0, RECORD_BYTES, CONTENT),
                labels(uri, source),
                IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList(),
                record -> new Pixels(
                        SHAPE.height(),
                        SHAPE.width(),
                        Pixels.RGB,
                        NumpyImages.interleaved(SHAPE, record, LABEL_BYTES)));
    }

    private static int[] labels(String uri, ByteSource source) {
        int[] labels = new int[1024];
        int count = 0;
        try (SourceFile file = SourceFile.open(uri, source)) {
            for (byte[] record = file.readUpTo(RECORD_BYTES);
                    record.length > 0 || count == 0;
                    record = file.readUpTo(RECORD_BYTES)) {
                if (record.length < RECORD_BYTES) {
                    throw new DatasetException(
                            uri,
                            "a positive multiple of " + RECORD_BYTES + " bytes (two labels and " + SHAPE
                                    + " pixels each)",
                            file.position() + " bytes");
                }
                int label = record[1] & 0xff;
                if (label >= CLASSES) {
                    throw new DatasetException(uri, "labels from 0 to " + (CLASSES - 1), label + " for image " + count);
                }
                if (count == labels.length) {
                    labels = Arrays.copyOf(labels, 2 * count);
                }
                labels[count++] = label;
            }
        }
        return Arrays.copyOf(labels, count);
    }
}
