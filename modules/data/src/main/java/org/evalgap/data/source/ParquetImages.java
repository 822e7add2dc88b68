package org.evalgap.data.source;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.evalgap.data.DatasetException;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.EncodedImage;
import org.evalgap.data.image.ImageContent;

/**
 * Image files in the rows of Parquet files, as the Hugging Face hub keeps them: see {@link ParquetColumns}. An image is
 * called by its path, if every row has one of its own, or else by its number. A group of rows is in memory at a time, as it
 * is stored. Can cross to an executor, and is then of the files of that machine.
 */
final class ParquetImages implements ImageSource, Serializable {

    private static final long serialVersionUID = 1L;

    /** The hub's groups are of a hundred images. */
    private static final long MOST_GROUP_BYTES = 512L << 20;

    /**
     * Rows that are stored together.
     *
     * @param file they are in
     * @param number of the group in the file
     * @param first image's index
     * @param images how many
     */
    private record RowGroup(String file, int number, int first, int images) implements Serializable {}

    private final String name;
    private final List<RowGroup> groups;
    private final int[] firsts;
    private final int[] labels;
    private final List<String> names;
    private final List<String> classes;

    private ParquetImages(String name, List<RowGroup> groups, int[] labels, List<String> names, List<String> classes) {
        this.name = name;
        this.groups = groups;
        this.firsts = groups.stream().mapToInt(RowGroup::first).toArray();
        this.labels = labels;
        this.names = names;
        this.classes = classes;
    }

    /**
     * Reads the labels of all files.
     *
     * @param name of the dataset
     * @param files of one split, in order
     * @throws DatasetException if a file is missing or not what it has to be
     */
    static ParquetImages of(String name, List<Path> files) {
        Listing listing = new Listing();
        files.forEach(file -> listing.add(file.toString()));
        if (listing.labels.isEmpty()) {
            throw new DatasetException(name, "at least one image", "none");
        }
        int[] labels = listing.labels.stream().mapToInt(Integer::intValue).toArray();
        List<String> classes = listing.classes.orElseGet(() -> Labels.names(labels));
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= classes.size()) {
                throw new DatasetException(
                        name, "labels from 0 to " + (classes.size() - 1), labels[i] + " for image " + i);
            }
        }
        return new ParquetImages(name, listing.groups, labels, listing.names(), classes);
    }

    /** What is known of the images of all files. */
    private static final class Listing {

        private final List<RowGroup> groups = new ArrayList<>();
        private final List<Integer> labels = new ArrayList<>();
        private final List<Optional<String>> paths = new ArrayList<>();
        private Optional<List<String>> classes = Optional.empty();

        void add(String path) {
            try (ParquetFile file = ParquetFile.open(path)) {
                ParquetColumns columns = ParquetColumns.of(file);
                Optional<List<String>> noted = columns.classes(file);
                if (classes.isPresent() && !noted.equals(classes)) {
                    throw new DatasetException(
                            path, "the classes of " + groups.get(0).file, String.join(", ", noted.orElse(List.of())));
                }
                classes = noted;
                for (int number = 0; number < file.groups().size(); number++) {
                    int first = labels.size();
                    add(file, columns, number);
                    groups.add(new RowGroup(path, number, first, labels.size() - first));
                }
            }
        }

        private void add(ParquetFile file, ParquetColumns columns, int number) {
            BlockMetaData group = file.groups().get(number);
            checkSize(file.name(), columns, group);
            ParquetFile.Rows rows = file.rows(number, columns.labels());
            for (long i = 0; i < group.getRowCount(); i++) {
                Group row = rows.next();
                Optional<Long> label = columns.label(row);
                if (label.isEmpty() || label.get() < 0 || label.get() >= Labels.MOST_CLASSES) {
                    throw new DatasetException(
                            file.name(),
                            "labels from 0 to " + (Labels.MOST_CLASSES - 1),
                            label.map(Object::toString).orElse("none") + " for image " + labels.size());
                }
                labels.add(label.get().intValue());
                paths.add(columns.path(row));
            }
        }

        private static void checkSize(String file, ParquetColumns columns, BlockMetaData group) {
            ColumnDescriptor bytes = columns.bytes().getColumns().get(0);
            long size = group.getColumns().stream()
                    .filter(column -> column.getPath().equals(ColumnPath.get(bytes.getPath())))
                    .mapToLong(column -> column.getTotalUncompressedSize())
                    .sum();
            if (size > MOST_GROUP_BYTES) {
                throw new DatasetException(
                        file,
                        "groups of rows with images of at most " + (MOST_GROUP_BYTES >> 20)
                                + " MiB (the hub has 100 rows in each)",
                        "one of " + (size >> 20) + " MiB");
            }
        }

        List<String> names() {
            boolean named = paths.stream().allMatch(Optional::isPresent)
                    && paths.stream().distinct().count() == paths.size();
            return named ? paths.stream().map(Optional::get).toList() : List.of();
        }
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

    @Override
    public String nameOf(int index) {
        return names.isEmpty() ? Integer.toString(index) : names.get(index);
    }

    @Override
    public boolean isSequential() {
        return true;
    }

    @Override
    public Reader open() {
        return new RowReader();
    }

    /** Goes forward through a group of rows, and begins it anew for an image that lies behind. */
    private final class RowReader implements Reader {

        private ParquetFile file;
        private ParquetFile.Rows rows;
        private int group = -1;
        private int next;

        @Override
        public ImageContent read(int index) throws BrokenImageException {
            int wanted = groupOf(index);
            if (wanted != group || index < next) {
                begin(wanted);
            }
            while (next < index) {
                rows.next();
                next++;
            }
            next++;
            return new EncodedImage(ParquetColumns.image(rows.next())
                    .orElseThrow(() -> new BrokenImageException("an image file in image.bytes", "nothing")));
        }

        private void begin(int number) {
            RowGroup begun = groups.get(number);
            if (file == null || !file.name().equals(begun.file)) {
                close();
                file = ParquetFile.open(begun.file);
            }
            rows = file.rows(begun.number, ParquetColumns.of(file).bytes());
            group = number;
            next = begun.first;
        }

        private int groupOf(int index) {
            int found = Arrays.binarySearch(firsts, index);
            return found >= 0 ? found : -found - 2;
        }

        @Override
        public void close() {
            if (file != null) {
                file.close();
                file = null;
            }
        }
    }
}
