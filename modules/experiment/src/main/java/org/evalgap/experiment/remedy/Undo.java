package org.evalgap.experiment.remedy;

import java.util.function.Supplier;
import org.evalgap.nn.Network;
import org.evalgap.nn.state.State;

/** Puts a network back as it was, to the bit, however what was done to it ends. */
public final class Undo {

    private Undo() {}

    /** What {@code action} returns; whatever it did to the network's state is undone. */
    public static <T> T after(Network network, Supplier<T> action) {
        State state = network.state();
        long fingerprint = network.fingerprint();
        try {
            return action.get();
        } finally {
            network.restore(state);
            if (network.fingerprint() != fingerprint) {
                throw new IllegalStateException("a remedy left the network changed");
            }
        }
    }
}
