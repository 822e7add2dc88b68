package org.evalgap.spark;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A directory of this machine that renames as HDFS does, refusing a name that is taken, and that ends its process
 * beside the rename which publishes a record.
 */
public final class FaultPointFileSystem extends RawLocalFileSystem {

    /** A scheme that Hadoop would use for HDFS. */
    static final String SCHEME = "viewfs";

    /** The setting that says at which point: {@code before} or {@code after} the rename. */
    static final String FAULT_POINT = "evalgap.test.fault-point";

    static final int EXIT_CODE = 137;

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public boolean rename(Path source, Path target) throws IOException {
        if (exists(target)) {
            return false;
        }
        boolean publishes = target.getParent().getName().equals("records");
        String point = getConf().get(FAULT_POINT, "none");
        if (publishes && point.equals("before")) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        boolean renamed = super.rename(source, target);
        if (publishes && point.equals("after")) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        return renamed;
    }
}
