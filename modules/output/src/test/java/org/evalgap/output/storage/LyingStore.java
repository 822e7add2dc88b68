package org.evalgap.output.storage;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A directory of this machine that promises less than it says, as object stores may: asked for a new file it replaces
 * one that is there, its listings show new files of the lock only after a while, and what it holds cannot be read.
 */
public final class LyingStore extends RawLocalFileSystem {

    private static volatile CountDownLatch creators = new CountDownLatch(0);
    private static volatile boolean listingLags;
    private static volatile String unreadable = "";

    /** How it is reached, as {@code lying:/path}. */
    public static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.setClass("fs.lying.impl", LyingStore.class, FileSystem.class);
        configuration.setBoolean("fs.lying.impl.disable.cache", true);
        creators = new CountDownLatch(0);
        listingLags = false;
        unreadable = "";
        return configuration;
    }

    /** Lets the next claims be written at one moment: each waits until there are so many. */
    public static void gather(int writers) {
        creators = new CountDownLatch(writers);
    }

    /** Whether listings leave out the files of the lock. */
    public static void lag(boolean lags) {
        listingLags = lags;
    }

    /** Which file cannot be read, as on a disk that is dying; none if empty. */
    public static void breakReadsOf(String name) {
        unreadable = name;
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        return file.getName().equals(unreadable)
                ? new FSDataInputStream(new DyingDisk())
                : super.open(file, bufferSize);
    }

    private static final class DyingDisk extends FSInputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("Input/output error");
        }

        @Override
        public long getPos() {
            return 0;
        }

        @Override
        public void seek(long position) {
            // There is one place.
        }

        @Override
        public boolean seekToNewSource(long position) {
            return false;
        }
    }

    @Override
    public URI getUri() {
        return URI.create("lying:///");
    }

    @Override
    public FSDataOutputStream create(
            Path file,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        if (file.getParent().getName().equals("lock")) {
            creators.countDown();
            try {
                creators.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        return super.create(file, permission, true, bufferSize, replication, blockSize, progress);
    }

    @Override
    public FileStatus[] listStatus(Path directory) throws IOException {
        FileStatus[] all = super.listStatus(directory);
        return listingLags && directory.getName().equals("lock") ? Arrays.copyOf(all, 0) : all;
    }
}
