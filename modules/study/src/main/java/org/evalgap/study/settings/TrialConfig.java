package org.evalgap.study.settings;

import java.io.Serializable;
import java.util.Optional;
import org.evalgap.data.DatasetFacts;
import org.evalgap.data.transform.TransformPair;
import org.evalgap.data.transform.TransformPipeline;
import org.evalgap.nn.graph.BatchRenorm;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.nn.graph.WithoutAffine;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/** Everything a user can set about one trial; any of its keys can be an axis of the grid. */
@Section(meaning = "The base trial. Each of its keys, and each key below them, can be an axis of the grid.")
public record TrialConfig(
        @Setting(meaning = "What is trained.") NetworkConfig network,

        @Setting(meaning = "How it is trained.", defaultValue = "{}", always = true)
        TrainingConfig training,

        @Setting(
                meaning = "The transforms of training and of evaluation.",
                defaultValue = "none",
                described = TransformSettings.Pair.class,
                always = true)
        TransformPair augmentation,

        @Setting(
                meaning = "How the network is used in the end; none if that is not observed.",
                defaultValue = "none",
                word = "none")
        DeploymentConfig deployment)
        implements Serializable {

    /** Two trials that train and measure the same are equal: a ghost batch of the batch's size is none. */
    public TrialConfig {
        network = network.forBatchSize(training.batchSize());
    }

    /**
     * The network that is trained on images of a dataset.
     *
     * @throws ShapeException if it, or a transform, does not fit them; the setting is then a key below {@code network}, a
     *     place in {@code augmentation.train}, or {@code replicas}
     */
    public NetworkSpec spec(DatasetFacts facts) {
        return network.spec(TransformPipeline.outputShape(augmentation.train(), facts.shape()), facts.classes())
                .map(layer -> overTraining(layer, facts))
                .onReplicas(training.replicas());
    }

    private LayerSpec overTraining(LayerSpec layer, DatasetFacts facts) {
        if (layer instanceof WithoutAffine plain) {
            return new WithoutAffine(overTraining(plain.normalization(), facts));
        }
        return layer instanceof BatchRenorm norm
                ? norm.over(training.steps(training.stepsPerEpoch(facts.trainImages())))
                : layer;
    }

    /** How the network is used in the end, if that is observed. */
    public Optional<DeploymentConfig> use() {
        return Optional.ofNullable(deployment);
    }
}
