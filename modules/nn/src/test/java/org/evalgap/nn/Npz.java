package org.evalgap.nn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads NumPy's .npz archives of float32, float64, int32 and int64 arrays in C order. */
final class Npz {

    private static final Pattern HEADER =
            Pattern.compile("'descr': '([^']+)'.*'fortran_order': (\\w+).*'shape': \\(([^)]*)\\)");

    /** One array: its shape, and its values as doubles. */
    record Array(int[] shape, double[] values) {}

    private Npz() {}

    static Map<String, Array> read(Path file) throws IOException {
        Map<String, Array> arrays = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                arrays.put(entry.getName().replaceFirst("\\.npy$", ""), parse(zip.readAllBytes()));
            }
        }
        return arrays;
    }

    private static Array parse(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int major = bytes[6];
        int headerLength = major == 1 ? buffer.getShort(8) & 0xffff : buffer.getInt(8);
        int start = (major == 1 ? 10 : 12) + headerLength;
        String header = new String(bytes, start - headerLength, headerLength, StandardCharsets.ISO_8859_1);
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.find() || matcher.group(2).equals("True")) {
            throw new IllegalArgumentException("unsupported array: " + header);
        }
        String dimensions = matcher.group(3).replaceAll("[\\s,]+$", "");
        int[] shape = dimensions.isBlank()
                ? new int[0]
                : Pattern.compile("\\s*,\\s*")
                        .splitAsStream(dimensions.trim())
                        .mapToInt(Integer::parseInt)
                        .toArray();
        int length = 1;
        for (int d : shape) {
            length *= d;
        }
        double[] values = new double[length];
        buffer.position(start);
        for (int i = 0; i < length; i++) {
            values[i] = switch (matcher.group(1)) {
                case "<f4" -> buffer.getFloat();
                case "<f8" -> buffer.getDouble();
                case "<i4" -> buffer.getInt();
                case "<i8" -> buffer.getLong();
                default -> throw new IllegalArgumentException("unsupported type: " + header);
            };
        }
        return new Array(shape, values);
    }
}
