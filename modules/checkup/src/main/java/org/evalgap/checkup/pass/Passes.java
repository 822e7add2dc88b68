package org.evalgap.checkup.pass;

import java.util.List;
import java.util.function.LongConsumer;
import org.evalgap.data.source.ImageSource;

/** Where slices of passes run: in this process, or on the executors of a cluster. */
public interface Passes extends AutoCloseable {

    /**
     * Lets images pass through the network.
     *
     * @param images to be read where the slices run
     * @param slices each runs by itself
     * @param progress is told of images that have passed
     * @return a result for each slice, in their order
     * @throws org.evalgap.data.DatasetException if the images cannot be read, or do not suit the preprocessing
     */
    List<SliceResult> run(ImageSource images, PassSettings settings, List<Slice> slices, LongConsumer progress);

    @Override
    void close();
}
