package org.evalgap.experiment.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.transform.Transform;
import org.evalgap.nn.Pass;
import org.evalgap.study.settings.ExtraPassesConfig;
import org.evalgap.study.settings.TrainingConfig;

/** Forward passes in TRAIN mode over random other images, between the steps of a training. */
final class ExtraPasses {

    private final ExtraPassesConfig config;
    private final int images;
    private final BatchAssembler batch;
    private final SplitMix64 order;
    private final SplitMix64 augmentation;
    private final SplitMix64 dropout;

    /**
     * @param transforms what training images go through
     * @param seed of the passes' own streams, so that they shift nothing of the training
     */
    ExtraPasses(
            ExtraPassesConfig config, TrainingConfig training, List<Transform> transforms, Dataset dataset, Seed seed) {
        this.config = config;
        images = dataset.train().size();
        List<Transform> all = new ArrayList<>(config.transforms());
        all.addAll(transforms);
        all.sort(Comparator.comparing(Transform::stage));
        batch = new BatchAssembler(dataset.train(), all, training.composition(), dataset, training.batchSize());
        order = seed.child("order").generator();
        augmentation = seed.child("augmentation").generator();
        dropout = seed.child("dropout").generator();
    }

    /** Passes over new images through {@code pass}, whose last forward pass is lost. */
    void run(Pass pass) {
        for (int i = 0; i < config.count(); i++) {
            for (int position = 0; position < pass.batchSize(); position++) {
                batch.put(position, order.nextInt(images), 0, augmentation);
            }
            pass.forward(batch.pixels(), dropout);
            pass.updateRunningStatistics();
        }
    }
}
