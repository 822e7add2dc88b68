package org.evalgap.data.source;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.evalgap.data.DatasetException;
import org.evalgap.data.SourceFile;

/**
 * The header of an array in NumPy's NPY format, versions 1 to 3: what follows are the values, row-major.
 *
 * @param type of the values: a letter ({@code u}, {@code i} or {@code f}) and the bytes of one
 * @param bigEndian whether the bytes of a value begin with the highest
 * @param sizes of the dimensions
 * @param bytes of the header itself
 */
record NpyHeader(String type, boolean bigEndian, long[] sizes, int bytes) implements Serializable {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;
    private static final List<String> TYPES = List.of("u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8");
    private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([<>|=]?)(\\w+)'");
    private static final Pattern COLUMN_MAJOR = Pattern.compile("'fortran_order':\\s*True");
    private static final Pattern SIZES = Pattern.compile("'shape':\\s*\\(([\\d,\\s]*)\\)");

    /** Reads a header from the beginning of a file. */
    static NpyHeader read(SourceFile file) {
        byte[] start = file.readUpTo(MAGIC.length + 2);
        if (start.length < MAGIC.length + 2 || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new DatasetException(file.uri(), "an array in NumPy's NPY format", "a file without its beginning");
        }
        int lengthBytes = start[MAGIC.length] == 1 ? 2 : 4;
        ByteBuffer field = ByteBuffer.wrap(file.read(lengthBytes, file.position() + lengthBytes, "an NPY header"))
                .order(ByteOrder.LITTLE_ENDIAN);
        int length = lengthBytes == 2 ? field.getShort() & 0xffff : field.getInt();
        if (length < 0 || length > LONGEST_HEADER) {
            throw new DatasetException(
                    file.uri(),
                    "an NPY header of at most " + LONGEST_HEADER + " bytes",
                    Integer.toUnsignedString(length));
        }
        byte[] text = file.read(length, file.position() + length, "an NPY header");
        return parse(file, new String(text, StandardCharsets.UTF_8));
    }

    private static NpyHeader parse(SourceFile file, String text) {
        Matcher type = TYPE.matcher(text);
        Matcher sizes = SIZES.matcher(text);
        if (!type.find() || !sizes.find()) {
            throw new DatasetException(
                    file.uri(), "an NPY header with descr and shape of plain numbers", "\"" + text.strip() + "\"");
        }
        if (!TYPES.contains(type.group(2))) {
            throw new DatasetException(file.uri(), "values of " + String.join(", ", TYPES), type.group(2));
        }
        if (COLUMN_MAJOR.matcher(text).find()) {
            throw new DatasetException(file.uri(), "an array in C order", "Fortran order");
        }
        return new NpyHeader(
                type.group(2), type.group(1).equals(">"), sizes(file, sizes.group(1)), (int) file.position());
    }

    private static long[] sizes(SourceFile file, String text) {
        try {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(size -> !size.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new DatasetException(file.uri(), "dimensions that fit into 64 bits", text);
        }
    }

    /** Order of the bytes of a value. */
    ByteOrder order() {
        return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** Bytes of one value. */
    int valueBytes() {
        return type.charAt(1) - '0';
    }

    boolean isFloat() {
        return type.charAt(0) == 'f';
    }

    /** {@code [60000, 28, 28] of u1}. */
    @Override
    public String toString() {
        return Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]")) + " of "
                + type;
    }
}
