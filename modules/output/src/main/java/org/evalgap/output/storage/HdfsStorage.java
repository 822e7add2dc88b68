package org.evalgap.output.storage;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * HDFS. The name node renames a file in one step and refuses if the new name is taken; asked to overwrite, it replaces
 * the old file in the same step.
 */
final class HdfsStorage extends Storage {

    HdfsStorage(FileSystem files) {
        super(files);
    }

    @Override
    public boolean putIfAbsent(Path target, byte[] content) throws IOException {
        if (exists(target)) {
            return false;
        }
        Path temporary = temporaryBeside(target);
        try {
            try (FSDataOutputStream out = files().create(temporary, false)) {
                out.write(content);
                out.hsync();
            }
            if (files().rename(temporary, target)) {
                return true;
            }
        } finally {
            delete(temporary);
        }
        if (exists(target)) {
            return false;
        }
        throw new IOException("cannot create " + target + "; expected: a rename; received: a refusal");
    }

    @Override
    public void replace(Path staged, Path target) throws IOException {
        FileContext.getFileContext(files().getUri(), files().getConf())
                .rename(staged, target, Options.Rename.OVERWRITE);
    }
}
