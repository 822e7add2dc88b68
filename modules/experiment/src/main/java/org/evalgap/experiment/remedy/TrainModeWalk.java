package org.evalgap.experiment.remedy;

import java.util.HashMap;
import java.util.Map;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.experiment.training.TrainingWalk;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.program.Mode;

/** Forward passes in TRAIN mode, each of which moves the running statistics by their momentum, and nothing else. */
final class TrainModeWalk {

    private TrainModeWalk() {}

    /** Walks, and returns how many images passed. */
    static int run(Network network, TrainingWalk walk, SplitMix64 dropout) {
        Map<Integer, Pass> passes = new HashMap<>();
        int[] images = {0};
        try {
            walk.forEach((pixels, size, domain) -> {
                Pass pass = passes.computeIfAbsent(size, n -> network.forwardPass(n, Mode.TRAIN));
                pass.forward(pixels, dropout);
                pass.updateRunningStatistics();
                images[0] += size;
            });
        } finally {
            passes.values().forEach(Pass::close);
        }
        return images[0];
    }
}
