package org.evalgap.data;

import org.evalgap.nn.graph.Shape;

/**
 * Reads MNIST's IDX format: big-endian integers (a magic number, then the size of each dimension), then unsigned bytes.
 * Images have three dimensions, labels one.
 */
final class IdxReader {

    static final int IMAGES_MAGIC = 0x0803;
    static final int LABELS_MAGIC = 0x0801;

    private static final int IMAGES_HEADER_BYTES = 16;
    private static final int LABELS_HEADER_BYTES = 8;

    private IdxReader() {}

    /** Reads one split, keeping at most {@code perClass} images of each class. */
    static ImageSet read(String imagesUri, String labelsUri, int classes, int perClass, ByteSource source) {
        try (SourceFile images = SourceFile.open(imagesUri, source)) {
            int[] sizes = header(images, IMAGES_HEADER_BYTES, IMAGES_MAGIC, "images");
            long count = Integer.toUnsignedLong(sizes[0]);
            Shape shape = shape(images, sizes);
            byte[] labels = labels(labelsUri, imagesUri, count, classes, source);
            String content = count + " images of " + shape;
            long total = IMAGES_HEADER_BYTES + count * shape.size();
            ImageCollector collector = new ImageCollector(labelsUri, shape, classes, perClass);
            for (byte label : labels) {
                collector.add(label & 0xff, images.read(shape.size(), total, content));
            }
            images.end(content);
            return collector.images();
        }
    }

    private static byte[] labels(String uri, String imagesUri, long images, int classes, ByteSource source) {
        try (SourceFile file = SourceFile.open(uri, source)) {
            long count = Integer.toUnsignedLong(header(file, LABELS_HEADER_BYTES, LABELS_MAGIC, "labels")[0]);
            if (count != images) {
                throw new DatasetException(
                        uri, images + " labels, one for each image of " + imagesUri, count + " labels");
            }
            String content = count + " labels";
            byte[] labels = file.read((int) count, LABELS_HEADER_BYTES + count, content);
            file.end(content);
            for (int i = 0; i < labels.length; i++) {
                ImageCollector.checkLabel(uri, labels[i] & 0xff, i, classes);
            }
            return labels;
        }
    }

    /** The sizes of the dimensions. */
    private static int[] header(SourceFile file, int bytes, int magic, String content) {
        String header = "the header of IDX " + content;
        int received = file.readInts(1, bytes, header)[0];
        if (received != magic) {
            throw new DatasetException(
                    file.uri(),
                    String.format("magic number 0x%08x of IDX %s", magic, content),
                    String.format("0x%08x", received));
        }
        int[] sizes = file.readInts(bytes / Integer.BYTES - 1, bytes, header);
        if (sizes[0] == 0) {
            throw new DatasetException(file.uri(), "at least 1 of " + content, "0");
        }
        if (sizes[0] < 0) {
            throw new DatasetException(
                    file.uri(), "at most " + Integer.MAX_VALUE + " " + content, Integer.toUnsignedString(sizes[0]));
        }
        return sizes;
    }

    private static Shape shape(SourceFile file, int[] sizes) {
        long height = Integer.toUnsignedLong(sizes[1]);
        long width = Integer.toUnsignedLong(sizes[2]);
        boolean fits = height > 0 && width > 0 && height <= ImageSet.MAX_BYTES / width;
        if (!fits) {
            throw new DatasetException(
                    file.uri(), "images of 1 to " + ImageSet.MAX_BYTES + " pixels", height + "x" + width);
        }
        return new Shape((int) height, (int) width, 1);
    }
}
