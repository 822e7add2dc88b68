package org.evalgap.output.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A POSIX file system, local or NFS. A hard link fails if its name is taken, which a rename does not: it would replace.
 * So a new file is written under a temporary name, forced to disk and linked to its final name; replacing is a rename.
 */
final class LocalStorage extends Storage {

    LocalStorage(FileSystem files) {
        super(files);
    }

    @Override
    public Kind kind(Path path) throws IOException {
        java.nio.file.Path file = local(path);
        try {
            BasicFileAttributes target = Files.readAttributes(file, BasicFileAttributes.class);
            return target.isRegularFile() ? Kind.FILE : target.isDirectory() ? Kind.DIRECTORY : Kind.OTHER;
        } catch (FileSystemException e) {
            if (Files.isSymbolicLink(file)) {
                return Kind.OTHER;
            }
            if (e instanceof NoSuchFileException || isBelowAFile(file)) {
                return Kind.NOTHING;
            }
            throw e;
        }
    }

    private static boolean isBelowAFile(java.nio.file.Path path) {
        java.nio.file.Path above = path.getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return above != null && !Files.isDirectory(above);
    }

    /** Hadoop's own listing leaves out links that lead nowhere. */
    @Override
    List<Entry> all(Path directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<java.nio.file.Path> names = Files.newDirectoryStream(local(directory))) {
            for (java.nio.file.Path name : names) {
                Kind kind = kind(inside(directory, name.getFileName().toString()));
                // A file that was deleted meanwhile is not there.
                if (kind != Kind.NOTHING) {
                    entries.add(new Entry(name.getFileName().toString(), kind));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    @Override
    void move(Path source, Path target) throws IOException {
        Files.move(local(source), local(target), StandardCopyOption.ATOMIC_MOVE);
        force(local(target).getParent());
    }

    @Override
    public boolean putIfAbsent(Path target, byte[] content) throws IOException {
        java.nio.file.Path link = local(target);
        if (Files.exists(link)) {
            return false;
        }
        java.nio.file.Path temporary = local(temporaryBeside(target));
        try {
            try (FileChannel file =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    file.write(rest);
                }
                file.force(true);
            }
            Files.createLink(link, temporary);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new IOException(
                    "cannot write " + target + "; " + (e instanceof FileSystemException ? e : e.getMessage()), e);
        } finally {
            Files.deleteIfExists(temporary);
        }
        force(link.getParent());
        return true;
    }

    @Override
    public void replace(Path staged, Path target) throws IOException {
        java.nio.file.Path source = local(staged);
        try (FileChannel file = FileChannel.open(source, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Files.move(source, local(target), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(local(target).getParent());
    }

    /** Makes the names in a directory survive a power failure. */
    private static void force(java.nio.file.Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static java.nio.file.Path local(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }
}
