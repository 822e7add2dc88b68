package org.evalgap.output.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * What an output directory needs of the file system it is on. Two operations are atomic, and every kind of file system
 * has its own primitive for them, so there is one subclass per primitive:
 *
 * <ul>
 *   <li>{@link #putIfAbsent}: of any number of writers in any number of processes exactly one succeeds, and readers see
 *       its whole content or nothing;
 *   <li>{@link #replace}: readers see the whole old content or the whole new content.
 * </ul>
 *
 * Names that begin with a dot are temporary files; listings leave them out.
 */
public abstract class Storage {

    private static final Set<String> HDFS_SCHEMES = Set.of("hdfs", "webhdfs", "swebhdfs", "viewfs");
    private static final String TEMPORARY = ".tmp-";

    private final FileSystem files;

    Storage(FileSystem files) {
        this.files = files;
    }

    /** The storage that {@code path} is on. */
    public static Storage of(Path path, Configuration configuration) throws IOException {
        FileSystem files = fileSystem(path, configuration);
        String scheme = files.getUri().getScheme();
        if (scheme.equals("file")) {
            // Hadoop's own local file system puts a checksum file beside each file, which a link or rename would leave
            // behind.
            return new LocalStorage(FileSystem.getLocal(configuration).getRawFileSystem());
        }
        if (HDFS_SCHEMES.contains(scheme)) {
            return new HdfsStorage(files);
        }
        return new ObjectStorage(files);
    }

    /** Hadoop's answer to a scheme without a library, or a host without a name, is any of several exceptions. */
    private static FileSystem fileSystem(Path path, Configuration configuration) throws IOException {
        try {
            return path.getFileSystem(configuration);
        } catch (UnsupportedFileSystemException e) {
            throw unreachable(path, "a path, or a URI of a file system that Hadoop knows", e);
        } catch (RuntimeException e) {
            boolean noLibrary = e.getCause() instanceof ClassNotFoundException;
            throw unreachable(
                    path,
                    noLibrary
                            ? "the library of its file system, such as --packages org.apache.hadoop:hadoop-aws:VERSION"
                                    + " before the command for s3a"
                            : "a file system that can be reached",
                    e);
        }
    }

    private static UnusableOutputException unreachable(Path path, String expected, Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String received = cause instanceof UnknownHostException
                ? "no host of the name " + cause.getMessage()
                : cause.getMessage();
        return new UnusableOutputException(
                "cannot use " + path + "; expected: " + expected + "; received: " + received, e);
    }

    /**
     * Creates {@code target} with {@code content} unless it exists; its directory must exist.
     *
     * @return whether this call created it
     */
    public abstract boolean putIfAbsent(Path target, byte[] content) throws IOException;

    /** Moves the file {@code staged}, on the same storage, to {@code target}, which may exist. */
    public abstract void replace(Path staged, Path target) throws IOException;

    public final FileSystem files() {
        return files;
    }

    /** Where a listed name is; Hadoop itself would take one with a colon for a URI. */
    public static Path inside(Path directory, String name) {
        return new Path(directory, new Path(null, null, name));
    }

    static Path temporaryBeside(Path target) {
        return new Path(target.getParent(), TEMPORARY + UUID.randomUUID());
    }

    /** @throws UnusableOutputException if there is something else under the name */
    public final void createDirectory(Path directory) throws IOException {
        Kind kind = kind(directory);
        if (kind == Kind.DIRECTORY) {
            return;
        }
        if (kind != Kind.NOTHING) {
            throw new UnusableOutputException(
                    "cannot use " + directory + "; expected: a directory; received: " + kind.text() + "; move it away");
        }
        boolean made;
        try {
            made = files.mkdirs(directory);
        } catch (ParentNotDirectoryException | FileAlreadyExistsException e) {
            throw new UnusableOutputException(
                    "cannot make the directory " + directory + "; expected: directories above it; received: a file", e);
        }
        if (!made) {
            throw new UnusableOutputException("cannot make the directory " + directory
                    + "; expected: permission to write above it; received: none, or a file system that only reads");
        }
    }

    public final boolean exists(Path file) throws IOException {
        return files.exists(file);
    }

    /** What a name stands for. */
    public enum Kind {
        NOTHING,
        /** A file that can be read to its end, or a link to one. */
        FILE,
        DIRECTORY,
        /** A link that leads nowhere, a pipe, a socket or a device: to open it may fail, or wait for ever. */
        OTHER;

        /** As it is called in an error. */
        public String text() {
            return switch (this) {
                case NOTHING -> "nothing";
                case FILE -> "a file";
                case DIRECTORY -> "a directory";
                case OTHER -> "a link that leads nowhere, a pipe or a device";
            };
        }
    }

    /** What is at {@code path}; it is not opened. */
    public Kind kind(Path path) throws IOException {
        try {
            return kind(files.getFileStatus(path));
        } catch (FileNotFoundException e) {
            return Kind.NOTHING;
        }
    }

    private static Kind kind(FileStatus status) {
        return status.isDirectory() ? Kind.DIRECTORY : status.isFile() ? Kind.FILE : Kind.OTHER;
    }

    /** Gives {@code target} this content, whether it exists or not. */
    public final void overwrite(Path target, byte[] content) throws IOException {
        Path temporary = temporaryBeside(target);
        try {
            try (FSDataOutputStream out = files.create(temporary, false)) {
                out.write(content);
            } catch (FSError e) {
                // Hadoop's own for a disk of this machine that is full: an error, which nobody would catch.
                throw new IOException(
                        "cannot write " + target + "; " + e.getCause().getMessage(), e);
            }
            replace(temporary, target);
        } finally {
            delete(temporary);
        }
    }

    /**
     * The content of a file.
     *
     * @throws FileNotFoundException if there is no such file
     * @throws NotAFileException if there is something else
     */
    public final byte[] read(Path file) throws IOException {
        Kind kind = kind(file);
        if (kind == Kind.DIRECTORY || kind == Kind.OTHER) {
            throw new NotAFileException(kind);
        }
        try (FSDataInputStream in = files.open(file)) {
            return in.readAllBytes();
        }
    }

    /** Length of a file in bytes. */
    public final long length(Path file) throws IOException {
        return files.getFileStatus(file).getLen();
    }

    /**
     * A name in a directory.
     *
     * @param kind what it stands for
     */
    public record Entry(String name, Kind kind) {}

    /** What is in a directory, but for temporary files, in the order of the names; none if there is no such directory. */
    public final List<Entry> entries(Path directory) throws IOException {
        return all(directory).stream()
                .filter(entry -> !entry.name().startsWith("."))
                .sorted(Comparator.comparing(Entry::name))
                .toList();
    }

    /** Names of the files in a directory, but for temporary files, in their order. */
    public final List<String> list(Path directory) throws IOException {
        return entries(directory).stream()
                .filter(entry -> entry.kind() == Kind.FILE)
                .map(Entry::name)
                .toList();
    }

    /** What is in a directory, in any order; none if there is no such directory. */
    List<Entry> all(Path directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (FileStatus status : statuses(directory)) {
            entries.add(new Entry(status.getPath().getName(), kind(status)));
        }
        return entries;
    }

    /** The names that {@link #deleteTemporaryFiles} would delete. */
    public final List<String> temporaryFiles(Path directory) throws IOException {
        return all(directory).stream()
                .map(Entry::name)
                .filter(name -> name.startsWith(TEMPORARY))
                .toList();
    }

    /** Deletes what writers that died left in a directory. A writer that still lives fails and may try again. */
    public final void deleteTemporaryFiles(Path directory) throws IOException {
        for (String name : temporaryFiles(directory)) {
            delete(inside(directory, name));
        }
    }

    /**
     * Moves whatever {@code source} is, a link itself and not what it leads to, into a directory, under its name or, if
     * that is taken, with a number behind it.
     *
     * @return where it is now
     */
    public final Path setAside(Path source, Path directory) throws IOException {
        createDirectory(directory);
        for (int copy = 0; ; copy++) {
            Path aside = inside(directory, copy == 0 ? source.getName() : source.getName() + "." + copy);
            if (kind(aside) == Kind.NOTHING) {
                move(source, aside);
                return aside;
            }
        }
    }

    /** Renames {@code source}, whatever it is, to {@code target}, which does not exist. */
    void move(Path source, Path target) throws IOException {
        if (!files.rename(source, target)) {
            throw new IOException(
                    "cannot move " + source + " to " + target + "; expected: a rename; received: a refusal");
        }
    }

    private FileStatus[] statuses(Path directory) throws IOException {
        try {
            return files.listStatus(directory);
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }

    /** Deletes a file or a directory with all it holds; nothing if there is none. */
    public final void delete(Path path) throws IOException {
        files.delete(path, true);
    }
}
