package org.evalgap.data.source;

import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.evalgap.data.SourceFile;
import org.evalgap.data.image.ImageContent;

/** Images that lie in one file one after the other, each as a record of the same number of bytes. Can cross to an executor, if
 * the source of the file can. */
final class RecordImages implements ImageSource, Serializable {

    private static final long serialVersionUID = 1L;

    /** Opens the file. */
    interface Opening extends Supplier<SourceFile>, Serializable {}

    /** From a record to an image. */
    interface Decoding extends Function<byte[], ImageContent>, Serializable {}

    private final String name;
    private final Opening file;
    private final RecordLayout layout;
    private final int[] labels;
    private final List<String> classes;
    private final Decoding decoding;

    /**
     * Where the records are.
     *
     * @param headerBytes ahead of the first record
     * @param recordBytes of one record
     * @param content what the file should hold, for errors
     */
    record RecordLayout(long headerBytes, int recordBytes, String content) implements Serializable {

        long offset(long index) {
            return headerBytes + index * recordBytes;
        }
    }

    /**
     * @param name of the dataset
     * @param file opens the file
     * @param layout where the records are
     * @param labels of the images
     * @param classes names of the classes
     * @param decoding from a record to an image
     */
    RecordImages(
            String name, Opening file, RecordLayout layout, int[] labels, List<String> classes, Decoding decoding) {
        this.name = name;
        this.file = file;
        this.layout = layout;
        this.labels = labels;
        this.classes = List.copyOf(classes);
        this.decoding = decoding;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    /** Its number in the file, from 0. */
    @Override
    public String nameOf(int index) {
        return Integer.toString(index);
    }

    @Override
    public boolean isSequential() {
        return true;
    }

    @Override
    public Reader open() {
        return new RecordReader();
    }

    /** Goes forward through the file, and begins anew for an image that lies behind. */
    private final class RecordReader implements Reader {

        private SourceFile opened = file.get();

        @Override
        public ImageContent read(int index) {
            long offset = layout.offset(index);
            long total = layout.offset(size());
            if (offset < opened.position()) {
                opened.close();
                opened = file.get();
            }
            opened.skip(offset - opened.position(), total, layout.content());
            return decoding.apply(opened.read(layout.recordBytes(), total, layout.content()));
        }

        @Override
        public void close() {
            opened.close();
        }
    }
}
