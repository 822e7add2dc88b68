package org.evalgap.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The chunks of a PNG file: its size and what makes up its pixels. Ancillary chunks (profiles, gamma, transparency) are left
 * out, because Pillow's {@code convert("RGB")} takes no notice of them.
 */
final class PngFile {

    private static final ImageReaderSpi READER = ImageDecoder.provider("png");
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int CHUNK_BYTES = 12;
    private static final int HEADER_BYTES = 13;

    private final byte[] file;
    private final ByteArrayOutputStream essential = new ByteArrayOutputStream();
    private int orientation = DecodedImage.UPRIGHT;

    private PngFile(byte[] file) {
        this.file = file;
    }

    static boolean isOne(byte[] file) {
        return file.length >= SIGNATURE.length
                && Arrays.equals(file, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    /** Reads the chunks, to the end of the image. */
    static PngFile parse(byte[] file) throws BrokenImageException {
        PngFile parsed = new PngFile(file);
        parsed.parse();
        return parsed;
    }

    /** Decodes the image that was parsed. */
    DecodedImage decode() throws BrokenImageException {
        BufferedImage image = ImageDecoder.read(essential.toByteArray(), "PNG", READER, reader -> reader.read(0));
        return new DecodedImage(pixels(image), orientation);
    }

    private void parse() throws BrokenImageException {
        essential.write(file, 0, SIGNATURE.length);
        int at = SIGNATURE.length;
        String type = "";
        while (!type.equals("IEND")) {
            if (file.length - at < CHUNK_BYTES) {
                throw truncated();
            }
            int length = ByteBuffer.wrap(file).getInt(at);
            if (length < 0 || length > file.length - at - CHUNK_BYTES) {
                throw truncated();
            }
            boolean first = type.isEmpty();
            type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
            if (first) {
                header(type, at + 8, length);
            }
            boolean critical = Character.isUpperCase(type.charAt(0));
            if (critical) {
                checkSum(type, at + 4, length + 4);
                essential.write(file, at, length + CHUNK_BYTES);
            }
            if (type.equals("eXIf")) {
                orientation = ExifOrientation.of(file, at + 8, at + 8 + length);
            }
            at += length + CHUNK_BYTES;
        }
    }

    private void header(String type, int at, int length) throws BrokenImageException {
        if (!type.equals("IHDR") || length != HEADER_BYTES) {
            throw new BrokenImageException("a PNG file that begins with its header", "chunk " + type);
        }
        ByteBuffer header = ByteBuffer.wrap(file);
        ImageDecoder.checkSize(
                Integer.toUnsignedLong(header.getInt(at + 4)), Integer.toUnsignedLong(header.getInt(at)));
    }

    private void checkSum(String type, int at, int length) throws BrokenImageException {
        CRC32 sum = new CRC32();
        sum.update(file, at, length);
        if ((int) sum.getValue() != ByteBuffer.wrap(file).getInt(at + length)) {
            throw new BrokenImageException("an intact PNG file", "chunk " + type + " with a wrong checksum");
        }
    }

    private static BrokenImageException truncated() {
        return new BrokenImageException("a whole PNG file", "only the beginning of one");
    }

    private static Pixels pixels(BufferedImage image) {
        Raster raster = image.getRaster();
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int channels = bands < Pixels.RGB && !isColored(image) ? 1 : Pixels.RGB;
        int[] palette = palette(image);
        int shift = raster.getSampleModel().getSampleSize(0) > 8 && bands > 1 ? 8 : 0;
        byte[] values = new byte[raster.getHeight() * width * channels];
        int[] row = new int[width * bands];
        int at = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < channels; channel++) {
                    values[at++] = palette.length == 0
                            // Pillow keeps 16 bits of grey and then limits them, but the upper 8 of other channels.
                            ? (byte) Math.min(255, row[x * bands + channel] >> shift)
                            : (byte) (palette[row[x]] >> 8 * (2 - channel));
                }
            }
        }
        return new Pixels(raster.getHeight(), width, channels, values);
    }

    private static boolean isColored(BufferedImage image) {
        return image.getColorModel() instanceof IndexColorModel;
    }

    // What each index stands for: colours that the file does not define are black.
    private static int[] palette(BufferedImage image) {
        if (image.getColorModel() instanceof IndexColorModel model) {
            int[] colors = new int[256];
            int[] defined = new int[model.getMapSize()];
            model.getRGBs(defined);
            System.arraycopy(defined, 0, colors, 0, Math.min(colors.length, defined.length));
            return colors;
        }
        return new int[0];
    }
}
