package org.evalgap.experiment.remedy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.evalgap.experiment.config.LearningRateSchedule;
import org.evalgap.experiment.config.RemediesConfig;
import org.evalgap.experiment.config.TrainingConfig;
import org.evalgap.experiment.config.TrainingConfig.Duration;
import org.evalgap.experiment.config.TrainingConfig.LearningRate;
import org.evalgap.experiment.data.Dataset;
import org.evalgap.experiment.random.Seed;
import org.evalgap.experiment.training.Trainer;
import org.evalgap.experiment.transform.Transform;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.state.Variable;

/**
 * Trains the last linear layer and the affine parameters of all norms a little further, on the training images as the
 * eval transform shows them; everything else stands still, except for BatchNorm's running statistics. The
 * learning rate is constant; the loss is that of the training.
 */
final class Retraining {

    private Retraining() {}

    /** @throws org.evalgap.experiment.training.DivergedException if a loss is not finite */
    static void run(
            Network network,
            TrainingConfig training,
            RemediesConfig config,
            List<Transform> transforms,
            Dataset dataset,
            Seed seed,
            Runnable checkpoint) {
        try (Trainer trainer = new Trainer(
                network, shortened(training, config), transforms, dataset, seed, checkpoint, variables(network))) {
            while (!trainer.isDone()) {
                trainer.trainEpoch();
            }
        }
    }

    private static TrainingConfig shortened(TrainingConfig training, RemediesConfig config) {
        LearningRate rate = training.learningRate();
        return new TrainingConfig(
                new Duration(Duration.Unit.EPOCHS, config.retrainEpochs()),
                training.batchSize(),
                training.composition(),
                new LearningRate(
                        rate.base() * config.retrainLearningRateFactor(),
                        rate.scaling(),
                        rate.referenceBatchSize(),
                        new LearningRateSchedule.Constant(),
                        0),
                training.momentum(),
                training.nesterov(),
                training.weightDecay(),
                1,
                training.labelSmoothing());
    }

    /** What is trained. */
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
            if (layer instanceof LayerSpec.BatchNorm
                    || layer instanceof LayerSpec.GroupNorm
                    || layer instanceof LayerSpec.LayerNorm) {
                chosen.add(index);
            } else if (layer instanceof LayerSpec.Linear) {
                lastLinear[0] = index;
            }
        });
        chosen.add(lastLinear[0]);
        return chosen;
    }
}
