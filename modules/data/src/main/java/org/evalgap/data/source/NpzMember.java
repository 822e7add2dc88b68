package org.evalgap.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.evalgap.data.ByteSource;
import org.evalgap.data.DatasetException;

/** Opens one array of a file in NumPy's NPZ format, which is a ZIP archive of NPY files. */
final class NpzMember implements ByteSource {

    private static final String ENDING = ".npy";

    private final ByteSource source;
    private final List<String> names;

    /**
     * @param source opens the archive
     * @param names of the array: the first of these that the archive has is opened
     */
    NpzMember(ByteSource source, String... names) {
        this.source = source;
        this.names = List.of(names);
    }

    /** Opens the array in the archive {@code uri}. */
    @Override
    public InputStream open(String uri) throws IOException {
        ZipInputStream archive = new ZipInputStream(source.open(uri));
        try {
            List<String> found = new ArrayList<>();
            for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                String name = entry.getName();
                String array = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
                if (names.contains(array)) {
                    return archive;
                }
                found.add(array);
            }
            throw new DatasetException(
                    uri,
                    "an NPZ file with an array " + String.join(" or ", names),
                    found.isEmpty() ? "no ZIP archive" : "arrays " + String.join(", ", found));
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }
}
