package org.evalgap.data;

import java.util.List;
import org.evalgap.nn.graph.Shape;

/** Reads CIFAR-10's binary version: records of a label byte and 3072 pixel bytes, a plane of 32×32 for each channel. */
final class Cifar10Reader {

    private static final Shape SHAPE = DatasetConfig.Cifar10.SHAPE;
    private static final int RECORD_BYTES = 1 + SHAPE.size();

    private Cifar10Reader() {}

    /** Reads one split from files in order, keeping at most {@code perClass} images of each class. */
    static ImageSet read(List<String> uris, int perClass, ByteSource source) {
        ImageCollector collector =
                new ImageCollector(String.join(", ", uris), SHAPE, DatasetConfig.Cifar10.CLASSES, perClass);
        byte[] image = new byte[SHAPE.size()];
        for (String uri : uris) {
            try (SourceFile file = SourceFile.open(uri, source)) {
                read(file, image, collector);
            }
        }
        return collector.images();
    }

    private static void read(SourceFile file, byte[] image, ImageCollector collector) {
        for (int index = 0; ; index++) {
            byte[] bytes = file.readUpTo(RECORD_BYTES);
            if (bytes.length == 0 && index > 0) {
                return;
            }
            if (bytes.length < RECORD_BYTES) {
                throw new DatasetException(
                        file.uri(),
                        "a positive multiple of " + RECORD_BYTES + " bytes (a label and " + SHAPE + " pixels each)",
                        file.position() + " bytes");
            }
            int label = bytes[0] & 0xff;
            ImageCollector.checkLabel(file.uri(), label, index, DatasetConfig.Cifar10.CLASSES);
            interleave(bytes, image);
            collector.add(label, image);
        }
    }

    // [C, H, W] after the label to [H, W, C]
    private static void interleave(byte[] bytes, byte[] image) {
        int channels = SHAPE.channels();
        int pixels = SHAPE.pixels();
        for (int channel = 0; channel < channels; channel++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                image[pixel * channels + channel] = bytes[1 + channel * pixels + pixel];
            }
        }
    }
}
