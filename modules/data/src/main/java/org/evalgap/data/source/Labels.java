package org.evalgap.data.source;

import java.util.List;
import java.util.stream.IntStream;
import org.evalgap.data.DatasetException;
import org.evalgap.data.SourceFile;

/** Labels in an NPY array of one dimension. */
final class Labels {

    /** So that one wrong label does not make names for billions of classes. */
    static final int MOST_CLASSES = 1_000_000;

    private Labels() {}

    /**
     * Reads a whole file of labels.
     *
     * @param images number of images, which is checked before more than the header is read
     */
    static int[] read(SourceFile file, long images) {
        NpyHeader header = NpyHeader.read(file);
        boolean fits = header.sizes().length == 1
                && header.sizes()[0] > 0
                && header.sizes()[0] <= Integer.MAX_VALUE / header.valueBytes();
        if (!fits || header.isFloat()) {
            throw new DatasetException(
                    file.uri(), "labels as an array of integers of one dimension", header.toString());
        }
        int count = (int) header.sizes()[0];
        if (count != images) {
            throw new DatasetException(file.uri(), images + " labels, one for each image", count + " labels");
        }
        int bytes = count * header.valueBytes();
        NpyValues values = new NpyValues(header, file.read(bytes, header.bytes() + bytes, count + " labels"));
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            long label = values.integer(i);
            if (label < 0 || label >= MOST_CLASSES) {
                throw new DatasetException(
                        file.uri(), "labels from 0 to " + (MOST_CLASSES - 1), label + " for image " + i);
            }
            labels[i] = (int) label;
        }
        return labels;
    }

    /** Names for classes that have none: their numbers, up to the largest label. */
    static List<String> names(int[] labels) {
        int largest = IntStream.of(labels).max().orElse(0);
        return IntStream.rangeClosed(0, largest).mapToObj(Integer::toString).toList();
    }
}
