package org.evalgap.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the bytes of a dataset's files come from: the local file system here, Hadoop's file systems on a cluster. */
@FunctionalInterface
public interface ByteSource {

    /**
     * Opens a file; the caller closes it.
     *
     * @param uri as the study names it: a path, or a URI such as {@code file:/data/images.gz}
     * @throws java.nio.file.NoSuchFileException or {@link java.io.FileNotFoundException} if there is no such file
     */
    InputStream open(String uri) throws IOException;

    /** Files of this machine, by path or by {@code file:} URI. Can cross to an executor, and is then of that machine. */
    static ByteSource local() {
        return (ByteSource & Serializable) uri -> {
            Path path = localPath(uri);
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                // A pipe would be waited for, and is empty when it is read again; a device may have no end.
                throw new FileSystemException(uri, null, "a folder, a pipe or a device");
            }
            return Files.newInputStream(path);
        };
    }

    private static Path localPath(String uri) throws IOException {
        try {
            return uri.startsWith("file:") ? Path.of(URI.create(uri)) : Path.of(uri);
        } catch (IllegalArgumentException e) {
            throw new IOException("not a path: " + e.getMessage(), e);
        }
    }
}
