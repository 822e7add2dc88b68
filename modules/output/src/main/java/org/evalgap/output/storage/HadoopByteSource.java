package org.evalgap.output.storage;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.evalgap.data.ByteSource;

/** A dataset's files on any file system that Hadoop knows: {@code file:}, {@code hdfs:}, {@code s3a:} and others. */
public final class HadoopByteSource implements ByteSource {

    private final Configuration configuration;

    public HadoopByteSource(Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public InputStream open(String uri) throws IOException {
        Path path = new Path(uri);
        return path.getFileSystem(configuration).open(path);
    }
}
