package org.evalgap.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.evalgap.data.ByteSource;

/**
 * The files that a study names. A plain path is on this machine, whatever Hadoop's default file system is, as only the
 * driver reads it; a URI of another scheme goes through Hadoop, which is not touched before.
 */
final class DatasetFiles implements ByteSource {

    private final ByteSource local = ByteSource.local();
    private final Supplier<ByteSource> remote;

    DatasetFiles(Supplier<ByteSource> remote) {
        this.remote = remote;
    }

    @Override
    public InputStream open(String uri) throws IOException {
        return isRemote(uri) ? remote.get().open(uri) : local.open(uri);
    }

    private static boolean isRemote(String uri) {
        return uri.matches("[a-z][a-z0-9+.-]*:.*") && !uri.startsWith("file:");
    }
}
