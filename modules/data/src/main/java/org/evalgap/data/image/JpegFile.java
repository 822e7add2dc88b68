package org.evalgap.data.image;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The segments of a JPEG file: its size, what its channels are by libjpeg's rules, and what a decoder needs of it. Embedded
 * profiles and thumbnails are left out, which the JDK's reader takes for part of the image and refuses if they are damaged.
 */
final class JpegFile {

    private static final ImageReaderSpi READER = ImageDecoder.provider("jpeg");
    private static final int MARKER = 0xff;
    private static final int START = 0xd8;
    private static final int END = 0xd9;
    private static final int SCAN = 0xda;
    private static final int COMMENT = 0xfe;
    private static final int APPLICATION = 0xe0;
    private static final int LAST_APPLICATION = 0xef;
    private static final int EXIF = 0xe1;
    private static final int ADOBE = 0xee;
    private static final byte[] JFIF_NAME = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXIF_NAME = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ADOBE_NAME = "Adobe".getBytes(StandardCharsets.US_ASCII);
    private static final int JFIF_BYTES = 14;
    private static final int ADOBE_BYTES = 12;

    private final byte[] file;
    private final ByteArrayOutputStream essential = new ByteArrayOutputStream();
    private int[] components = {};
    private boolean jfif;
    private OptionalInt transform = OptionalInt.empty();
    private int orientation = DecodedImage.UPRIGHT;

    private JpegFile(byte[] file) {
        this.file = file;
    }

    static boolean isOne(byte[] file) {
        return file.length > 2 && (file[0] & 0xff) == MARKER && (file[1] & 0xff) == START && (file[2] & 0xff) == MARKER;
    }

    /** Reads the segments, to the end of the image. */
    static JpegFile parse(byte[] file) throws BrokenImageException {
        JpegFile parsed = new JpegFile(file);
        parsed.parse();
        return parsed;
    }

    /** Decodes the image that was parsed. */
    DecodedImage decode() throws BrokenImageException {
        Raster raster =
                ImageDecoder.read(essential.toByteArray(), "JPEG", READER, reader -> reader.readRaster(0, null));
        if (raster.getNumBands() != components.length) {
            throw new BrokenImageException(components.length + " channels", Integer.toString(raster.getNumBands()));
        }
        return new DecodedImage(color().pixels(raster), orientation);
    }

    private void parse() throws BrokenImageException {
        int at = 2;
        essential.write(file, 0, at);
        while (true) {
            while (byteAt(at) != MARKER) {
                at++;
            }
            while (byteAt(at) == MARKER) {
                at++;
            }
            int marker = byteAt(at++);
            if (marker == END) {
                essential.write(MARKER);
                essential.write(END);
                break;
            }
            if (hasContent(marker)) {
                at = segment(marker, at);
            }
        }
        if (components.length == 0) {
            throw new BrokenImageException("an image in the JPEG file", "none");
        }
    }

    private static boolean hasContent(int marker) {
        boolean restart = marker >= 0xd0 && marker <= 0xd7;
        return !restart && marker > 0x01 && marker != START;
    }

    // Returns where the next marker is to be looked for.
    private int segment(int marker, int at) throws BrokenImageException {
        int content = at + 2;
        int end = at + (byteAt(at) << 8 | byteAt(at + 1));
        if (end < content || end > file.length) {
            throw truncated();
        }
        if (isFrame(marker)) {
            frame(content, end);
        } else if (marker == EXIF && startsWith(content, end, EXIF_NAME)) {
            orientation = ExifOrientation.of(file, content + EXIF_NAME.length, end);
        } else if (marker == APPLICATION) {
            jfif |= end - content >= JFIF_BYTES && startsWith(content, end, JFIF_NAME);
        } else if (marker == ADOBE && end - content >= ADOBE_BYTES && startsWith(content, end, ADOBE_NAME)) {
            transform = OptionalInt.of(byteAt(content + ADOBE_BYTES - 1));
        }
        int next = marker == SCAN ? endOfScan(end) : end;
        boolean dispensable = marker >= APPLICATION && marker <= LAST_APPLICATION || marker == COMMENT;
        if (!dispensable) {
            essential.write(MARKER);
            essential.write(file, at - 1, next - at + 1);
        }
        return next;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private void frame(int content, int end) throws BrokenImageException {
        int count = byteAt(content + 5);
        if (end - content < 6 + 3 * count) {
            throw truncated();
        }
        ImageDecoder.checkSize(
                byteAt(content + 1) << 8 | byteAt(content + 2), byteAt(content + 3) << 8 | byteAt(content + 4));
        components = new int[count];
        for (int i = 0; i < count; i++) {
            components[i] = byteAt(content + 6 + 3 * i);
        }
    }

    // In compressed data a marker's first byte is followed by 0, by another one, or by a restart's number.
    private int endOfScan(int from) throws BrokenImageException {
        int at = from;
        while (true) {
            while (byteAt(at) != MARKER) {
                at++;
            }
            int next = byteAt(at + 1);
            if (next != MARKER && hasContent(next) || next == END) {
                return at;
            }
            at++;
        }
    }

    private int byteAt(int at) throws BrokenImageException {
        if (at >= file.length) {
            throw truncated();
        }
        return file[at] & 0xff;
    }

    private boolean startsWith(int content, int end, byte[] name) {
        return end - content >= name.length
                && Arrays.equals(file, content, content + name.length, name, 0, name.length);
    }

    private static BrokenImageException truncated() {
        return new BrokenImageException("a whole JPEG file", "only the beginning of one");
    }

    private JpegColor color() throws BrokenImageException {
        return switch (components.length) {
            case 1 -> JpegColor.GREY;
            case 3 -> isRgb() ? JpegColor.RGB : JpegColor.YCC;
            case 4 -> transform.orElse(0) == 0 ? JpegColor.CMYK : JpegColor.YCCK;
            default -> throw new BrokenImageException("1, 3 or 4 channels", Integer.toString(components.length));
        };
    }

    private boolean isRgb() {
        if (jfif) {
            return false;
        }
        return transform.isPresent() ? transform.getAsInt() == 0 : Arrays.equals(components, new int[] {'R', 'G', 'B'});
    }
}
