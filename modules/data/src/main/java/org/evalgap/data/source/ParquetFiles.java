package org.evalgap.data.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evalgap.data.DatasetException;

/** Finds Parquet files, as they are named on the Hugging Face hub. */
final class ParquetFiles {

    private static final String ENDING = ".parquet";

    private ParquetFiles() {}

    /**
     * The Parquet files that a place names: a file; a folder with files of one split in it; or {@code FOLDER/SPLIT} for the
     * files in a folder whose names begin with that of the split, as {@code test-00000-of-00002.parquet} does.
     *
     * @return sorted by name; none if the place names no Parquet file
     * @throws DatasetException if the folder has files of several splits
     */
    static List<Path> of(Path place) {
        boolean folder = Files.isDirectory(place);
        if (!folder && place.toString().endsWith(ENDING)) {
            return List.of(place);
        }
        Path parent = place.toAbsolutePath().getParent();
        if (!folder && (parent == null || !Files.isDirectory(parent))) {
            return List.of();
        }
        Map<String, List<Path>> splits = splits(folder ? place : parent);
        if (!folder) {
            return splits.getOrDefault(place.getFileName().toString(), List.of());
        }
        if (splits.size() > 1) {
            throw new DatasetException(
                    place.toString(),
                    "Parquet files of one split, whose names begin alike, or which split, as in "
                            + place.resolve(splits.keySet().iterator().next()),
                    "files of " + String.join(", ", splits.keySet()));
        }
        return splits.isEmpty() ? List.of() : splits.values().iterator().next();
    }

    private static Map<String, List<Path>> splits(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .collect(Collectors.groupingBy(ParquetFiles::split, TreeMap::new, Collectors.toList()));
        } catch (IOException | UncheckedIOException e) {
            throw new DatasetException(folder.toString(), "a readable folder", e.toString(), e);
        }
    }

    /** What a name begins with, up to numbers and other marks. */
    private static String split(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length()).replaceFirst("[^\\p{L}_].*|_*$", "");
    }
}
