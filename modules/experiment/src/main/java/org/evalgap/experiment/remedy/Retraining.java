package org.evalgap.experiment.remedy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.transform.Transform;
import org.evalgap.experiment.training.Trainer;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.NormSpec;
import org.evalgap.nn.state.Variable;
import org.evalgap.study.settings.TrainingConfig;

/**
 * Trains a network a little further, on the training images as the eval transform shows them: the last linear layer and the
 * affine parameters of all norms, or everything. What is not trained stands still, except for BatchNorm's running
 * statistics. The learning rate is constant; the loss is that of the training.
 */
final class Retraining {

    private Retraining() {}

    /** @throws org.evalgap.experiment.training.DivergedException if a loss is not finite */
    static void run(
            Network network,
            List<Variable> trained,
            TrainingConfig training,
            List<Transform> transforms,
            Dataset dataset,
            Seed seed,
            Runnable checkpoint) {
        try (Trainer trainer = new Trainer(network, training, transforms, dataset, seed, checkpoint, trained)) {
            while (!trainer.isDone()) {
                trainer.trainEpoch();
            }
        }
    }

    static List<Variable> everything(Network network) {
        return network.variables().stream()
                .filter(variable -> variable.role().trainable())
                .toList();
    }

    /** The last linear layer and the affine parameters of all norms. */
    static List<Variable> variables(Network network) {
        Set<Integer> layers = layers(network.spec());
        return network.variables().stream()
                .filter(variable -> variable.role().trainable() && layers.contains(variable.layer()))
                .toList();
    }

    private static Set<Integer> layers(NetworkSpec spec) {
        Set<Integer> chosen = new HashSet<>();
        int[] lastLinear = {-1};
        spec.forEachLayer((index, layer, shape) -> {
            if (layer instanceof NormSpec) {
                chosen.add(index);
            } else if (layer instanceof LayerSpec.Linear) {
                lastLinear[0] = index;
            }
        });
        chosen.add(lastLinear[0]);
        return chosen;
    }
}
