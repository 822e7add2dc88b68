package org.evalgap.models;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.evalgap.models.tensor.ElementType;

/** The arrays of an .npz file in C order, as doubles. */
final class NumpyArchive {

    private static final Pattern TYPE = Pattern.compile("'descr': '<([fi][48])', 'fortran_order': False");

    private final Map<String, double[]> arrays = new HashMap<>();

    NumpyArchive(Path file) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                arrays.put(entry.getName().replace(".npy", ""), values(zip.readAllBytes()));
            }
        }
    }

    Set<String> names() {
        return new TreeSet<>(arrays.keySet());
    }

    boolean has(String name) {
        return arrays.containsKey(name);
    }

    double[] values(String name) {
        return arrays.get(name);
    }

    private static double[] values(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int start = 10 + (buffer.getShort(8) & 0xffff);
        Matcher type = TYPE.matcher(new String(bytes, 10, start - 10, StandardCharsets.ISO_8859_1));
        if (!type.find()) {
            throw new IllegalArgumentException("an array of another kind");
        }
        ElementType element = switch (type.group(1)) {
            case "f4" -> ElementType.FLOAT32;
            case "f8" -> ElementType.FLOAT64;
            case "i4" -> ElementType.INT32;
            default -> ElementType.INT64;
        };
        double[] values = new double[(bytes.length - start) / element.bytes()];
        for (int i = 0; i < values.length; i++) {
            values[i] = element.read(buffer, start + i * element.bytes());
        }
        return values;
    }
}
