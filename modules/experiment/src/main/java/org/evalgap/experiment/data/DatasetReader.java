package org.evalgap.experiment.data;

/** Reads the dataset that a study names. */
public final class DatasetReader {

    private DatasetReader() {}

    /**
     * Reads, limits, checks and fingerprints a dataset.
     *
     * @param source opens the files that {@code config} names; embedded and synthetic images need none
     * @throws DatasetException if a file is missing or not what it has to be
     */
    public static Dataset read(DatasetConfig config, ByteSource source) {
        throw new UnsupportedOperationException(config.name() + source);
    }
}
