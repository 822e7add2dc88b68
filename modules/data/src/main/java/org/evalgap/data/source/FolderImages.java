package org.evalgap.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.evalgap.data.ByteSource;
import org.evalgap.data.DatasetException;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.EncodedImage;
import org.evalgap.data.image.ImageContent;

/**
 * A folder for each class with image files in it, at any depth: torchvision's {@code ImageFolder} with its order. Classes
 * are the sorted names of the folders; the images of a class are sorted by their folder's path, then by their own name; text
 * is compared by code points, as Python does. Can cross to an executor, if the source of its files can. Files are images by their names' endings, torchvision's; whether one can be
 * decoded shows when it is read.
 */
public final class FolderImages implements ImageSource, Serializable {

    private static final long serialVersionUID = 1L;

    /** Endings that torchvision takes for images, {@code .webp} and the like among them, which are then skipped with a reason. */
    private static final List<String> ENDINGS =
            List.of(".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp");

    private static final Comparator<String> CODE_POINTS =
            (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

    private static final int SHOWN_NAMES = 5;

    private record Entry(String path, int label) implements Serializable {

        String folder() {
            return path.substring(0, path.lastIndexOf('/'));
        }

        String file() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    private final String root;
    private final List<String> classes;
    private final List<Entry> entries;
    private final ByteSource source;

    private FolderImages(String root, List<String> classes, List<Entry> entries, ByteSource source) {
        this.root = root;
        this.classes = classes;
        this.entries = entries;
        this.source = source;
    }

    /**
     * Lists a folder of this machine, following links.
     *
     * @throws DatasetException if it cannot be listed, has no folder in it, or one of them has no image in it
     */
    public static FolderImages of(Path root) {
        List<String> folders = new ArrayList<>();
        List<String> files = new ArrayList<>();
        try (Stream<Path> children = Files.list(root)) {
            for (Path child : children.toList()) {
                if (Files.isDirectory(child)) {
                    folders.add(child.getFileName().toString());
                    addFiles(root, child, files);
                }
            }
        } catch (NotDirectoryException | NoSuchFileException e) {
            throw new DatasetException(root.toString(), "a folder", Files.exists(root) ? "a file" : "no such folder");
        } catch (IOException | UncheckedIOException e) {
            throw new DatasetException(root.toString(), "a readable folder", e.toString());
        }
        return of(root.toString(), folders, files, ByteSource.local());
    }

    private static void addFiles(Path root, Path folder, List<String> files) throws IOException {
        try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            paths.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString().replace('\\', '/'))
                    .forEach(files::add);
        }
    }

    /**
     * Takes a listing, from whatever file system.
     *
     * @param root the folder, as {@code source} names it, without a slash at its end
     * @param folders names of the folders in it
     * @param files paths below it, with slashes, in any order; those outside of the folders and those that are no images by
     *     their name are ignored
     * @param source opens {@code root/path}; shared by the readers' threads
     * @throws DatasetException if there is no folder, or one of them has no image in it
     */
    public static FolderImages of(
            String root, Collection<String> folders, Collection<String> files, ByteSource source) {
        List<String> classes = folders.stream().sorted(CODE_POINTS).toList();
        if (classes.isEmpty()) {
            throw new DatasetException(root, "a folder for each class", "none");
        }
        TreeMap<String, Integer> labels = new TreeMap<>();
        for (String name : classes) {
            labels.put(name, labels.size());
        }
        List<Entry> entries = files.stream()
                .filter(FolderImages::isImage)
                .filter(path -> path.contains("/") && labels.containsKey(path.substring(0, path.indexOf('/'))))
                .map(path -> new Entry(path, labels.get(path.substring(0, path.indexOf('/')))))
                .sorted(Comparator.comparingInt(Entry::label)
                        .thenComparing(Entry::folder, CODE_POINTS)
                        .thenComparing(Entry::file, CODE_POINTS))
                .toList();
        checkNoneEmpty(root, classes, entries);
        return new FolderImages(root, classes, entries, source);
    }

    private static boolean isImage(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static void checkNoneEmpty(String root, List<String> classes, List<Entry> entries) {
        boolean[] filled = new boolean[classes.size()];
        entries.forEach(entry -> filled[entry.label] = true);
        List<String> empty = new ArrayList<>();
        for (int label = 0; label < filled.length; label++) {
            if (!filled[label]) {
                empty.add(classes.get(label));
            }
        }
        if (!empty.isEmpty()) {
            String more = empty.size() > SHOWN_NAMES ? " and " + (empty.size() - SHOWN_NAMES) + " more" : "";
            throw new DatasetException(
                    root,
                    "images (" + String.join(", ", ENDINGS) + ") in each folder",
                    "none in " + String.join(", ", empty.subList(0, Math.min(SHOWN_NAMES, empty.size()))) + more);
        }
    }

    @Override
    public String name() {
        return root;
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int label(int index) {
        return entries.get(index).label;
    }

    /** Its path below the folder, with slashes. */
    @Override
    public String nameOf(int index) {
        return entries.get(index).path;
    }

    @Override
    public Reader open() {
        return new Reader() {
            @Override
            public ImageContent read(int index) throws BrokenImageException {
                try (InputStream in = source.open(root + "/" + nameOf(index))) {
                    return new EncodedImage(in.readAllBytes());
                } catch (IOException e) {
                    throw new BrokenImageException("a readable file", e.toString(), e);
                }
            }

            @Override
            public void close() {
                // Files are closed one by one.
            }
        };
    }
}
