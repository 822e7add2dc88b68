package org.evalgap.models;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/**
 * Replaces the bytes of uncompressed entries of a zip archive in place, and their checksums: nothing else moves, so
 * that alignment and everything a reader may rely on stay. Offsets are those of APPNOTE.TXT, sections 4.3 to 4.5.
 */
final class StoredZipEntries {

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int END64_LOCATOR_SIGNATURE = 0x07064b50;
    private static final int END64_LOCATOR_LENGTH = 20;
    private static final int END64_LENGTH = 56;
    private static final int RECORD_LENGTH = 46;
    private static final int LOCAL_LENGTH = 30;
    private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
    private static final int HAS_DESCRIPTOR = 1 << 3;
    private static final long IN_ZIP64 = 0xffffffffL;

    private final FileChannel file;

    private StoredZipEntries(FileChannel file) {
        this.file = file;
    }

    /**
     * @param entries new bytes by name, each as many as before
     * @throws ZipException if an entry is missing, compressed, or of another length
     */
    static void replace(Path zip, Map<String, ByteBuffer> entries) throws IOException {
        try (FileChannel file = FileChannel.open(zip, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            new StoredZipEntries(file).replace(entries);
        }
    }

    private void replace(Map<String, ByteBuffer> entries) throws IOException {
        ByteBuffer end = read(endPosition(), END_LENGTH);
        long position = end.getInt(16) & IN_ZIP64;
        long length = end.getInt(12) & IN_ZIP64;
        if (position == IN_ZIP64 || length == IN_ZIP64) {
            ByteBuffer end64 = end64();
            length = end64.getLong(40);
            position = end64.getLong(48);
        }
        ByteBuffer directory = read(position, Math.toIntExact(length));
        int left = entries.size();
        for (int record = 0; record + RECORD_LENGTH <= directory.limit(); ) {
            int nameLength = directory.getShort(record + 28) & 0xffff;
            byte[] name = new byte[nameLength];
            directory.get(record + RECORD_LENGTH, name);
            ByteBuffer bytes = entries.get(new String(name, StandardCharsets.UTF_8));
            if (bytes != null) {
                replace(position, directory, record, bytes);
                left--;
            }
            record += RECORD_LENGTH
                    + nameLength
                    + (directory.getShort(record + 30) & 0xffff)
                    + (directory.getShort(record + 32) & 0xffff);
        }
        if (left != 0) {
            throw new ZipException(left + " entries are not in the archive's directory");
        }
    }

    private void replace(long directoryPosition, ByteBuffer directory, int record, ByteBuffer bytes)
            throws IOException {
        long localPosition = localPosition(directory, record);
        ByteBuffer local = read(localPosition, LOCAL_LENGTH);
        long data = localPosition + LOCAL_LENGTH + (local.getShort(26) & 0xffff) + (local.getShort(28) & 0xffff);
        if (directory.getShort(record + 10) != 0) {
            throw new ZipException("entries are compressed; torch.save writes them uncompressed");
        }
        int oldChecksum = directory.getInt(record + 16);
        boolean checked = checksum(read(data, bytes.capacity())) == oldChecksum;
        write(data, bytes.duplicate().rewind());
        // PyTorch can be told to leave checksums out; those stay as they are.
        if (checked) {
            ByteBuffer checksum = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            checksum.putInt(0, checksum(bytes));
            write(directoryPosition + record + 16, checksum.duplicate());
            if (local.getInt(14) == oldChecksum) {
                write(localPosition + 14, checksum.duplicate());
            }
            if ((local.getShort(6) & HAS_DESCRIPTOR) != 0) {
                long descriptor = data + bytes.capacity();
                boolean signed = read(descriptor, Integer.BYTES).getInt(0) == DESCRIPTOR_SIGNATURE;
                write(descriptor + (signed ? Integer.BYTES : 0), checksum.duplicate());
            }
        }
    }

    private long localPosition(ByteBuffer directory, int record) throws ZipException {
        long position = directory.getInt(record + 42) & IN_ZIP64;
        if (position != IN_ZIP64) {
            return position;
        }
        int extra = record + RECORD_LENGTH + (directory.getShort(record + 28) & 0xffff);
        int extraEnd = extra + (directory.getShort(record + 30) & 0xffff);
        while (extra + 4 <= extraEnd) {
            if (directory.getShort(extra) == 1) {
                // The 64-bit fields are there only for those that do not fit, in this order.
                int field = extra + 4;
                field += (directory.getInt(record + 24) & IN_ZIP64) == IN_ZIP64 ? Long.BYTES : 0;
                field += (directory.getInt(record + 20) & IN_ZIP64) == IN_ZIP64 ? Long.BYTES : 0;
                return directory.getLong(field);
            }
            extra += 4 + (directory.getShort(extra + 2) & 0xffff);
        }
        throw new ZipException("an entry without its position");
    }

    private long endPosition() throws IOException {
        long size = file.size();
        int length = (int) Math.min(size, END_LENGTH + 0xffff);
        ByteBuffer tail = read(size - length, length);
        for (int i = length - END_LENGTH; i >= 0; i--) {
            if (tail.getInt(i) == END_SIGNATURE && i + END_LENGTH + (tail.getShort(i + 20) & 0xffff) == length) {
                return size - length + i;
            }
        }
        throw new ZipException("no end of the archive's directory");
    }

    private ByteBuffer end64() throws IOException {
        ByteBuffer locator = read(endPosition() - END64_LOCATOR_LENGTH, END64_LOCATOR_LENGTH);
        if (locator.getInt(0) != END64_LOCATOR_SIGNATURE) {
            throw new ZipException("no end of the archive's 64-bit directory");
        }
        return read(locator.getLong(8), END64_LENGTH);
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes.duplicate().rewind());
        return (int) checksum.getValue();
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new ZipException("the archive ends early");
            }
        }
        return buffer.rewind();
    }

    private void write(long position, ByteBuffer bytes) throws IOException {
        long next = position;
        while (bytes.hasRemaining()) {
            next += file.write(bytes, next);
        }
    }
}
