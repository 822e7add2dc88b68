package org.evalgap.experiment.evaluation;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.program.Blend;
import org.evalgap.nn.program.Mode;

/** Forward passes of one network, each compiled once, closed together. */
public final class Passes implements AutoCloseable {

    private final Network network;
    private final IntFunction<Blend> blend;
    private final Map<Key, Pass> compiled = new HashMap<>();

    private record Key(int batchSize, Mode mode) {}

    public Passes(Network network) {
        this(network, null);
    }

    /** @param blend what running statistics are blended with in EVAL mode, by the batch size; null for nothing */
    Passes(Network network, IntFunction<Blend> blend) {
        this.network = network;
        this.blend = blend;
    }

    /** The pass of a batch size and mode, compiled when it is first asked for. */
    public Pass of(int batchSize, Mode mode) {
        return compiled.computeIfAbsent(new Key(batchSize, mode), key -> compile(key.batchSize(), key.mode()));
    }

    private Pass compile(int batchSize, Mode mode) {
        return blend == null
                ? network.forwardPass(batchSize, mode)
                : network.blendedPass(batchSize, blend.apply(batchSize));
    }

    /** Whether there is no such pass: BatchNorm would normalize one value per channel with itself, as PyTorch refuses. */
    boolean refuses(int batchSize, Mode mode) {
        boolean alone = blend == null
                ? mode.statistics() == Mode.Statistics.BATCH
                : blend.apply(batchSize).weight() == 1;
        return alone && network.spec().smallestBatchNormCount(batchSize) == 1;
    }

    @Override
    public void close() {
        compiled.values().forEach(Pass::close);
    }
}
