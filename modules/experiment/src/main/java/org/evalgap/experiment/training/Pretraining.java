package org.evalgap.experiment.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.transform.Transform;
import org.evalgap.nn.Network;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.state.Variable;
import org.evalgap.study.settings.PretrainedConfig;
import org.evalgap.study.settings.PretrainedConfig.FineTunedNorm;
import org.evalgap.study.settings.TrainingConfig;

/** What happens to a network that is fine-tuned before and while it is. */
public final class Pretraining {

    private Pretraining() {}

    /**
     * Trains a network on other images than those of its training, if this says so; its last linear layer is then as it
     * was before.
     *
     * @param transforms what the images of the training go through
     * @param seed root of the streams of the pretraining
     * @param checkpoint runs before every step; may throw to end the training
     * @throws DivergedException if a loss is not finite
     */
    public static void run(
            Network network,
            TrainingConfig training,
            List<Transform> transforms,
            Dataset dataset,
            Seed seed,
            Runnable checkpoint) {
        Optional<PretrainedConfig> before = training.before().filter(start -> start.epochs() > 0);
        if (before.isEmpty()) {
            return;
        }
        PretrainedConfig config = before.get();
        List<Transform> all = new ArrayList<>(config.transforms());
        all.addAll(transforms);
        all.sort(Comparator.comparing(Transform::stage));
        Dataset images = new Dataset(
                dataset.name(),
                dataset.classes(),
                dataset.train().only(image -> dataset.train().label(image) < config.classes()),
                dataset.test(),
                dataset.mean(),
                dataset.standardDeviation());
        List<Variable> last = lastLayer(network);
        List<double[]> initial = last.stream().map(Pretraining::values).toList();
        try (Trainer trainer =
                new Trainer(network, training.pretraining(config.epochs()), all, images, seed, checkpoint)) {
            while (!trainer.isDone()) {
                trainer.trainEpoch();
            }
        }
        for (int i = 0; i < last.size(); i++) {
            for (int j = 0; j < last.get(i).length(); j++) {
                last.get(i).values().set(j, initial.get(i)[j]);
            }
        }
        network.runningStatistics().forEach(running -> running.batches(0));
    }

    /** The parameters that a training moves: all, but those of a norm that is frozen. */
    public static List<Variable> trained(Network network, TrainingConfig training) {
        boolean frozen = training.before()
                .filter(start -> start.batchNorm() == FineTunedNorm.FROZEN)
                .isPresent();
        Set<Integer> standing = new HashSet<>();
        network.spec().forEachLayer((index, layer, input) -> {
            if (frozen && (layer instanceof LayerSpec.BatchNorm || layer instanceof BatchRenorm)) {
                standing.add(index);
            }
        });
        return network.variables().stream()
                .filter(variable -> variable.role().trainable() && !standing.contains(variable.layer()))
                .toList();
    }

    private static List<Variable> lastLayer(Network network) {
        int[] last = {-1};
        network.spec()
                .forEachLayer((index, layer, input) -> last[0] = layer instanceof LayerSpec.Linear ? index : last[0]);
        return network.variables().stream()
                .filter(variable -> variable.layer() == last[0])
                .toList();
    }

    private static double[] values(Variable variable) {
        return IntStream.range(0, variable.length())
                .mapToDouble(variable.values()::get)
                .toArray();
    }
}
