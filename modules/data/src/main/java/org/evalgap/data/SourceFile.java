package org.evalgap.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file read from front to back, decompressed if its content is gzip's. Whatever is wrong with it becomes a {@link
 * DatasetException} that names it. Memory grows with what is really there, never with what a header promises.
 */
public final class SourceFile implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final String uri;
    private final InputStream in;
    private final boolean compressed;
    private long position;

    private SourceFile(String uri, InputStream in, boolean compressed) {
        this.uri = uri;
        this.in = in;
        this.compressed = compressed;
    }

    /**
     * Opens a file; the caller closes it.
     *
     * @throws DatasetException if there is no such file, or it cannot be read
     */
    public static SourceFile open(String uri, ByteSource source) {
        boolean compressed = false;
        InputStream raw = null;
        try {
            raw = new BufferedInputStream(source.open(uri), BUFFER_BYTES);
            compressed = startsLikeGzip(raw);
            return new SourceFile(
                    uri,
                    compressed ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES)) : raw,
                    compressed);
        } catch (IOException e) {
            closeAfter(e, raw);
            throw failure(uri, compressed, e);
        }
    }

    private static boolean startsLikeGzip(InputStream in) throws IOException {
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        return (first | second << 8) == GZIPInputStream.GZIP_MAGIC;
    }

    /** The file's name, as the study gives it. */
    public String uri() {
        return uri;
    }

    /** Bytes read so far, counted after decompression. */
    public long position() {
        return position;
    }

    /** Reads {@code count} bytes, or fewer at the end of the file. */
    public byte[] readUpTo(int count) {
        try {
            byte[] bytes = in.readNBytes(count);
            position += bytes.length;
            return bytes;
        } catch (IOException e) {
            throw failure(uri, compressed, e);
        }
    }

    /**
     * Reads {@code count} bytes.
     *
     * @param total bytes the whole file should have, for the error
     * @param content what they are, for the error
     */
    public byte[] read(int count, long total, String content) {
        byte[] bytes = readUpTo(count);
        if (bytes.length < count) {
            String end = position == 0 ? "an empty file" : bytes(position);
            throw new DatasetException(uri, bytes(total) + " (" + content + ")", end);
        }
        return bytes;
    }

    /**
     * Skips {@code count} bytes.
     *
     * @param total bytes the whole file should have, for the error
     * @param content what they are, for the error
     */
    public void skip(long count, long total, String content) {
        try {
            in.skipNBytes(count);
            position += count;
        } catch (EOFException e) {
            throw new DatasetException(uri, bytes(total) + " (" + content + ")", "fewer", e);
        } catch (IOException e) {
            throw failure(uri, compressed, e);
        }
    }

    /** Reads {@code count} big-endian integers. */
    int[] readInts(int count, long total, String content) {
        int[] values = new int[count];
        ByteBuffer.wrap(read(count * Integer.BYTES, total, content))
                .asIntBuffer()
                .get(values);
        return values;
    }

    /** Checks that nothing follows, which also lets gzip check its own sum. */
    public void end(String content) {
        long total = position;
        if (readUpTo(1).length > 0) {
            throw new DatasetException(uri, bytes(total) + " (" + content + ")", "more");
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw failure(uri, compressed, e);
        }
    }

    private String bytes(long count) {
        return count + (compressed ? " uncompressed bytes" : " bytes");
    }

    private static void closeAfter(IOException failure, InputStream in) {
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private static DatasetException failure(String uri, boolean compressed, IOException e) {
        if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
            return new DatasetException(uri, "a file", "no such file", e);
        }
        if (compressed && e instanceof EOFException) {
            return new DatasetException(uri, "a whole gzip file", "only the beginning of one", e);
        }
        if (compressed && e instanceof ZipException) {
            return new DatasetException(uri, "an intact gzip file", "\"" + e.getMessage() + "\"", e);
        }
        boolean explained = e instanceof FileSystemException file && file.getReason() != null;
        String received = explained ? ((FileSystemException) e).getReason() : e.toString();
        return new DatasetException(uri, "a readable file", received, e);
    }
}
