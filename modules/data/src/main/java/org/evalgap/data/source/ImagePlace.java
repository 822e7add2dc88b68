package org.evalgap.data.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.evalgap.data.ByteSource;
import org.evalgap.data.DatasetException;

/** Opens labelled images by the place where they are, whatever they are stored as. */
public final class ImagePlace {

    private static final String EXPECTED =
            "a folder with one for each class, Parquet files of the Hugging Face hub's form, a folder with images.npy and"
                    + " labels.npy, an .npz file, or CIFAR-100's train.bin or test.bin";

    private ImagePlace() {}

    /**
     * Opens a place: a folder for each class within a folder ({@link FolderImages}); a {@code .parquet} file, a folder with
     * such files of one split, or {@code FOLDER/SPLIT} for those of a split ({@link ParquetImages}); {@code images.npy} and
     * {@code labels.npy} in a folder or an {@code .npz} file ({@link NumpyImages}); or a {@code .bin} file of CIFAR-100
     * ({@link Cifar100Images}), plain or compressed by gzip. Can cross to an executor, if {@code source} can.
     *
     * @param place a path; of a file, what {@code source} opens
     * @param source opens files; folders and Parquet files are of this machine
     * @throws DatasetException if there is nothing of these kinds, or it is not what it has to be
     */
    public static ImageSource open(String place, ByteSource source) {
        if (place.endsWith(".npz")) {
            return NumpyImages.npz(place, source);
        }
        if (place.endsWith(".bin") || place.endsWith(".bin.gz")) {
            return Cifar100Images.of(place, source);
        }
        Path folder = Path.of(place);
        Path images = folder.resolve("images.npy");
        if (Files.isRegularFile(images)) {
            return NumpyImages.npy(
                    images.toString(), folder.resolve("labels.npy").toString(), source);
        }
        List<Path> parquet = ParquetFiles.of(folder);
        if (!parquet.isEmpty()) {
            return parquet(place, parquet);
        }
        if (!Files.isDirectory(folder)) {
            throw new DatasetException(
                    place, EXPECTED, Files.exists(folder) ? "a file of another kind" : "nothing of that name");
        }
        return FolderImages.of(folder);
    }

    private static ImageSource parquet(String place, List<Path> files) {
        try {
            return ParquetImages.of(place, files);
        } catch (NoClassDefFoundError e) {
            // Commands that do nothing on Spark run where its jars are not.
            throw new DatasetException(place, "Spark's jars, which read Parquet files, under SPARK_HOME", "none", e);
        }
    }
}
