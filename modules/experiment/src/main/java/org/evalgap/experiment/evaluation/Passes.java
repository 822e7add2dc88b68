package org.evalgap.experiment.evaluation;

import java.util.HashMap;
import java.util.Map;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.program.Mode;

/** Forward passes of one network, each compiled once, closed together. */
public final class Passes implements AutoCloseable {

    private final Network network;
    private final Map<Key, Pass> compiled = new HashMap<>();

    private record Key(int batchSize, Mode mode) {}

    public Passes(Network network) {
        this.network = network;
    }

    /** The pass of a batch size and mode, compiled when it is first asked for. */
    public Pass of(int batchSize, Mode mode) {
        return compiled.computeIfAbsent(
                new Key(batchSize, mode), key -> network.forwardPass(key.batchSize(), key.mode()));
    }

    @Override
    public void close() {
        compiled.values().forEach(Pass::close);
    }
}
