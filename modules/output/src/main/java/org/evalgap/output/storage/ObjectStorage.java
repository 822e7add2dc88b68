package org.evalgap.output.storage;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;

/**
 * An object store such as S3, which has no rename. An object appears whole when its upload ends, so replacing is an
 * upload. For a new object the upload carries the condition that there is none ({@code If-None-Match: *}): S3A knows
 * that option from Hadoop 3.4.2 on. A store that does not know it looks before it uploads, and of two writers at the same
 * moment the later one wins: harmless for records, as both hold the same measurements, but not for the lock.
 */
final class ObjectStorage extends Storage {

    private static final String CREATE_CONDITIONALLY = "fs.option.create.conditional.overwrite";
    private static final int COPY_BUFFER = 1 << 20;

    ObjectStorage(FileSystem files) {
        super(files);
    }

    @Override
    public boolean putIfAbsent(Path target, byte[] content) throws IOException {
        if (exists(target)) {
            return false;
        }
        FSDataOutputStreamBuilder<?, ?> upload = files().createFile(target);
        try (FSDataOutputStream out =
                upload.overwrite(false).opt(CREATE_CONDITIONALLY, true).build()) {
            out.write(content);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        return true;
    }

    @Override
    public void replace(Path staged, Path target) throws IOException {
        try (FSDataInputStream in = files().open(staged);
                FSDataOutputStream out = files().create(target, true)) {
            IOUtils.copyBytes(in, out, COPY_BUFFER);
        }
        delete(staged);
    }
}
