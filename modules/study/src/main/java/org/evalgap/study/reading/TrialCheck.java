package org.evalgap.study.reading;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.evalgap.data.DatasetFacts;
import org.evalgap.data.transform.Transform;
import org.evalgap.data.transform.TransformPipeline;
import org.evalgap.nn.graph.LayerSpec;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.nn.graph.Shape;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.grid.Cell;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Place;
import org.evalgap.study.problems.Problem;
import org.evalgap.study.problems.Problems;
import org.evalgap.study.settings.NetworkConfig;
import org.evalgap.study.settings.TrainingConfig;
import org.evalgap.study.settings.TrainingConfig.Duration;
import org.evalgap.study.settings.TrialConfig;

/** Checks whether the parts of a trial fit each other and the dataset. */
final class TrialCheck {

    private static final String MORE_VALUES = "a size that gives BatchNorm more than one value per channel";

    private final DatasetFacts facts;
    private final Map<NetworkOnShape, NetworkSpec> specs = new HashMap<>();

    private record NetworkOnShape(NetworkConfig network, Shape shape) {}

    TrialCheck(DatasetFacts facts) {
        this.facts = facts;
    }

    /** What does not fit in a cell's trial. */
    List<Problem> problems(Cell cell, TrialConfig trial) {
        Problems problems = new Problems();
        Location location = TrialParts.location(cell);
        checkBatches(trial.training(), location, problems);
        inputShape(trial, location, problems)
                .flatMap(shape -> tried(location, "network", problems, () -> spec(trial.network(), shape)))
                .flatMap(spec -> tried(
                        location,
                        "training",
                        problems,
                        () -> spec.onReplicas(trial.training().replicas())))
                .ifPresent(spec -> checkBatchNorm(spec, trial.training(), location, problems));
        return problems.found();
    }

    private NetworkSpec spec(NetworkConfig network, Shape shape) {
        return specs.computeIfAbsent(
                new NetworkOnShape(network, shape), absent -> network.spec(shape, facts.classes()));
    }

    /** What enters the network, if training and evaluation agree on it. */
    private Optional<Shape> inputShape(TrialConfig trial, Location location, Problems problems) {
        int before = problems.size();
        Optional<Shape> shape = shape("augmentation.train", trial.augmentation().train(), location, problems);
        Optional<Shape> evaluated =
                shape("augmentation.eval", trial.augmentation().eval(), location, problems);
        checkSame("augmentation.eval", shape, evaluated, location, problems);
        trial.use()
                .ifPresent(use -> checkSame(
                        "deployment.preprocessing",
                        shape,
                        shape("deployment.preprocessing", use.preprocessing(), location, problems)
                                .flatMap(absent -> shape(
                                        "deployment.preprocessing",
                                        use.inUse(trial.augmentation().eval()),
                                        location,
                                        problems)),
                        location,
                        problems));
        trial.training()
                .before()
                .ifPresent(start -> shape("training.pretrained.transforms", start.transforms(), location, problems));
        return problems.size() == before ? shape : Optional.empty();
    }

    private Optional<Shape> shape(String key, List<Transform> transforms, Location location, Problems problems) {
        return tried(location, key, problems, () -> TransformPipeline.outputShape(transforms, facts.shape()));
    }

    private static void checkSame(
            String key, Optional<Shape> training, Optional<Shape> other, Location location, Problems problems) {
        if (training.isPresent() && other.isPresent() && !training.equals(other)) {
            problems.add(
                    location.show(key),
                    "images of " + training.get() + ", as augmentation.train leaves them",
                    other.get().toString());
        }
    }

    private void checkBatches(TrainingConfig training, Location location, Problems problems) {
        int batchSize = training.batchSize();
        if (batchSize > facts.trainImages()) {
            problems.add(
                    location.show("training.batch-size"),
                    "at most the " + facts.trainImages() + " training images",
                    Integer.toString(batchSize));
        }
        training.before()
                .filter(start -> start.classes() != Integer.MAX_VALUE && start.classes() > facts.classes())
                .ifPresent(start -> problems.add(
                        location.show("training.pretrained.classes"),
                        "at most the " + facts.classes() + " classes, or all",
                        Integer.toString(start.classes())));
        training.choice().ifPresent(tuning -> {
            long left = (long) Math.floor((1 - tuning.validation()) * facts.trainImages());
            if (batchSize > left && batchSize <= facts.trainImages()) {
                problems.add(
                        location.show("training.tuning.validation"),
                        "a share that leaves a batch of " + batchSize + " of the " + facts.trainImages()
                                + " training images",
                        Double.toString(tuning.validation()));
            }
        });
        tried(location, "training", problems, () -> {
            training.composition().check(batchSize, facts.classes());
            return batchSize;
        });
    }

    private void checkBatchNorm(NetworkSpec spec, TrainingConfig training, Location location, Problems problems) {
        int batchSize = training.batchSize();
        int last = lastBatch(training);
        if (spec.smallestBatchNormCount(batchSize) < 2) {
            problems.add(
                    location.show("training.batch-size"),
                    MORE_VALUES + inParts(training, spec),
                    Integer.toString(batchSize));
        } else if (last > 0 && spec.smallestBatchNormCount(last) < 2) {
            problems.add(
                    location.show("training.batch-size"),
                    MORE_VALUES + " in the last batch too, of " + last + " of " + facts.trainImages()
                            + " images, or drop-last = true",
                    Integer.toString(batchSize));
        }
    }

    /** Where too few values are if the whole batch would have enough. */
    private static String inParts(TrainingConfig training, NetworkSpec spec) {
        if (spec.replicas() > 1) {
            return " on each of the " + spec.replicas() + " replicas";
        }
        boolean[] ghosts = {false};
        spec.forEachLayer((index, layer, input) -> ghosts[0] |= layer instanceof LayerSpec.BatchNorm norm
                && norm.ghostBatchSize() > 0
                && norm.ghostBatchSize() < training.batchSize());
        return ghosts[0] ? " in each ghost batch" : "";
    }

    /** Images of the smaller batch that ends an epoch; 0 if there is none, or training ends before it. */
    private int lastBatch(TrainingConfig training) {
        int last = training.lastBatch(facts.trainImages());
        int wholeBatches = training.stepsPerEpoch(facts.trainImages()) - (last > 0 ? 1 : 0);
        boolean reached = training.duration().unit() == Duration.Unit.EPOCHS
                || training.duration().count() > wholeBatches;
        return reached ? last : 0;
    }

    private static <T> Optional<T> tried(Location location, String section, Problems problems, Supplier<T> attempt) {
        try {
            return Optional.of(attempt.get());
        } catch (ShapeException e) {
            new Place(section, location, problems).refuse(e);
            return Optional.empty();
        }
    }
}
