package org.evalgap.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Files by name in memory, and the bytes of small good ones. */
public final class MemoryFiles implements ByteSource {

    private final Map<String, byte[]> files = new TreeMap<>();

    public MemoryFiles with(String name, byte... bytes) {
        files.put(name, bytes);
        return this;
    }

    @Override
    public InputStream open(String uri) throws IOException {
        byte[] bytes = files.get(uri);
        if (bytes == null) {
            throw new FileNotFoundException(uri);
        }
        return new ByteArrayInputStream(bytes);
    }

    /** An IDX file: the magic number, the sizes, then the values. */
    static byte[] idx(int magic, int[] sizes, byte... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + values.length);
        bytes.putInt(magic);
        for (int size : sizes) {
            bytes.putInt(size);
        }
        return bytes.put(values).array();
    }

    /** An IDX file of images of height × width with the pixel values 0, 1, 2 … */
    static byte[] idxImages(int count, int height, int width) {
        byte[] pixels = new byte[count * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        return idx(IdxReader.IMAGES_MAGIC, new int[] {count, height, width}, pixels);
    }

    static byte[] idxLabels(int... labels) {
        byte[] values = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            values[i] = (byte) labels[i];
        }
        return idx(IdxReader.LABELS_MAGIC, new int[] {labels.length}, values);
    }

    /** CIFAR-10 records; pixel p of channel c of image i is i + 3p + c, modulo 256. */
    static byte[] cifar10(int... labels) {
        ByteBuffer bytes = ByteBuffer.allocate(labels.length * 3073);
        for (int i = 0; i < labels.length; i++) {
            bytes.put((byte) labels[i]);
            for (int channel = 0; channel < 3; channel++) {
                for (int pixel = 0; pixel < 1024; pixel++) {
                    bytes.put((byte) (i + 3 * pixel + channel));
                }
            }
        }
        return bytes.array();
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    public static byte[] first(int count, byte[] bytes) {
        return Arrays.copyOf(bytes, count);
    }

    public static byte[] replaced(byte[] bytes, int index, int value) {
        byte[] copy = bytes.clone();
        copy[index] = (byte) value;
        return copy;
    }
}
