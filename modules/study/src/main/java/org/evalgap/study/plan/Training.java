package org.evalgap.study.plan;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.evalgap.data.DatasetFacts;
import org.evalgap.data.random.Seed;
import org.evalgap.data.transform.Transform;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.study.settings.NetworkConfig;
import org.evalgap.study.settings.TrainingConfig;

/**
 * Trials that share one training, because they differ only in the transform of their evaluation.
 *
 * @param id content hash of everything that determines the trained weights, 32 hexadecimal digits
 * @param trials at least one, in the order of their ids
 * @param predictedSeconds predicted time on one core, evaluations included
 * @param predictedBytes predicted peak of native memory
 */
public record Training(String id, List<Trial> trials, double predictedSeconds, long predictedBytes)
        implements Serializable {

    public Training {
        trials = List.copyOf(trials);
        if (trials.isEmpty()) {
            throw new IllegalArgumentException("trials: expected at least one, received none");
        }
    }

    /** The same training for some of its trials; empty if there are none. */
    public Optional<Training> only(Predicate<Trial> chosen) {
        List<Trial> kept = trials.stream().filter(chosen).toList();
        return kept.isEmpty()
                ? Optional.empty()
                : Optional.of(new Training(id, kept, predictedSeconds, predictedBytes));
    }

    /** The network of each of its trials, for images of a dataset. */
    public NetworkSpec spec(DatasetFacts facts) {
        return first().config().spec(facts);
    }

    /** The network settings of each of its trials. */
    public NetworkConfig network() {
        return first().config().network();
    }

    /** The training settings of each of its trials. */
    public TrainingConfig training() {
        return first().config().training();
    }

    /** The transforms that images pass in training. */
    public List<Transform> transforms() {
        return first().config().augmentation().train();
    }

    /** The replicate of each of its trials. */
    public int replicate() {
        return first().replicate();
    }

    /** Root of the random streams of each of its trials. */
    public Seed seed() {
        return first().seed();
    }

    private Trial first() {
        return trials.get(0);
    }
}
