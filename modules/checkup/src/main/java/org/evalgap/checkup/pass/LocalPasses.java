package org.evalgap.checkup.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.evalgap.data.source.ImageSource;

/** Runs slices in this process, one after another. */
public final class LocalPasses implements Passes {

    private final SliceWorker worker;

    public LocalPasses(NetworkModel model) {
        worker = new SliceWorker(model, Runtime.getRuntime().availableProcessors());
    }

    @Override
    public List<SliceResult> run(ImageSource images, PassSettings settings, List<Slice> slices, LongConsumer progress) {
        List<SliceResult> results = new ArrayList<>();
        slices.forEach(slice -> results.add(worker.run(images, settings, slice, progress)));
        return results;
    }

    @Override
    public void close() {
        worker.close();
    }
}
