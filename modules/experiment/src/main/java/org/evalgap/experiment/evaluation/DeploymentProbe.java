package org.evalgap.experiment.evaluation;

import java.util.List;
import org.evalgap.data.Dataset;
import org.evalgap.data.random.Seed;
import org.evalgap.data.random.SplitMix64;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.Transform;
import org.evalgap.experiment.training.BatchAssembler;
import org.evalgap.nn.Network;
import org.evalgap.nn.Pass;
import org.evalgap.nn.program.Mode;
import org.evalgap.study.settings.DeploymentConfig;

/**
 * Observes a network in use from outside, as its user can: by its predictions of the test images, of the same images once
 * more, and in other batches. The network is not changed.
 */
public final class DeploymentProbe {

    /** Passes that are averaged where dropout makes each another: what is systematic is to stand out. */
    private static final int PASSES = 8;

    private static final Mode DROPOUT_ON = new Mode(Mode.Statistics.RUNNING, true);

    private final Network network;
    private final DeploymentConfig use;
    private final List<Transform> evalTransform;
    private final BatchComposition composition;
    private final Dataset dataset;
    private final Seed seed;
    private final Runnable checkpoint;

    /**
     * What was observed.
     *
     * @param used predictions in use
     * @param eval predictions of EVAL mode with the eval transform
     * @param evalDifference largest difference of a logit of these two, in largest logits of {@code used}
     * @param repeatDifference the same of a second pass over the same batches to the first
     * @param batchDifference the same of other batches to the first
     * @param dropoutDistance root mean square difference of a logit to EVAL mode's with dropout on, both averaged over
     *     passes where they are random
     * @param trainModeDistance the same to TRAIN mode's
     */
    public record Observation(
            Measurement used,
            Measurement eval,
            double evalDifference,
            double repeatDifference,
            double batchDifference,
            double dropoutDistance,
            double trainModeDistance) {}

    /**
     * @param evalTransform what images go through in EVAL mode
     * @param composition of training batches; gives the second input domain, if there is one
     * @param seed root of the streams of batches, transforms and masks
     * @param checkpoint runs before every pass; may throw to end the work
     */
    public DeploymentProbe(
            Network network,
            DeploymentConfig use,
            List<Transform> evalTransform,
            BatchComposition composition,
            Dataset dataset,
            Seed seed,
            Runnable checkpoint) {
        this.network = network;
        this.use = use;
        this.evalTransform = evalTransform;
        this.composition = composition;
        this.dataset = dataset;
        this.seed = seed;
        this.checkpoint = checkpoint;
    }

    /** Passes the test images six times, and often where passes are random. */
    public Observation observe() {
        Mode mode = use.evalForgotten() ? Mode.TRAIN : use.dropoutLeftOn() ? DROPOUT_ON : Mode.EVAL;
        List<Transform> prepared = use.inUse(evalTransform);
        int batchSize = Math.min(use.batchSize(), dataset.test().size());
        try (Passes passes = new Passes(network)) {
            int domains = assembler(evalTransform, batchSize).domains();
            EvaluationBatches inOrder = EvaluationBatches.inOrder(dataset.test().size(), batchSize, domains);
            EvaluationBatches others = EvaluationBatches.composed(
                    dataset.test(),
                    dataset.classes(),
                    domains == 1 ? new BatchComposition.Iid() : composition,
                    batchSize,
                    seed.child("other batches"));
            Measurement eval = measure(passes, Mode.EVAL, evalTransform, inOrder, "eval");
            Measurement used = measure(passes, mode, prepared, inOrder, "used 0");
            double repeated = difference(measure(passes, mode, prepared, inOrder, "used 1"), used);
            int count = repeated > 0 ? PASSES : 1;
            double scale = used.outcomes().largestLogit();
            float[] inUse = logits(passes, mode, prepared, inOrder, "used", count);
            return new Observation(
                    used,
                    eval,
                    difference(used, eval) / scale,
                    repeated / scale,
                    difference(measure(passes, mode, prepared, others, "used 0"), used) / scale,
                    distance(inUse, logits(passes, DROPOUT_ON, evalTransform, inOrder, "dropout", count)),
                    distance(inUse, logits(passes, Mode.TRAIN, evalTransform, inOrder, "train mode", count)));
        }
    }

    private Measurement measure(
            Passes passes, Mode mode, List<Transform> transforms, EvaluationBatches batches, String stream) {
        int batchSize = Math.min(use.batchSize(), dataset.test().size());
        BatchAssembler batch = assembler(transforms, batchSize);
        Tally tally = new Tally(dataset.test().size(), dataset.classes(), batch.domains(), true);
        SplitMix64 dropout = seed.child(stream).generator();
        for (EvaluationBatches.Batch indices : batches.draw(0)) {
            if (mode.statistics() == Mode.Statistics.BATCH
                    && network.spec().smallestBatchNormCount(indices.size()) == 1) {
                continue;
            }
            checkpoint.run();
            for (int i = 0; i < indices.size(); i++) {
                int index = indices.index(i);
                batch.put(
                        i,
                        index,
                        indices.domain(),
                        seed.child("augmentation").child(index).generator());
            }
            Pass pass = passes.of(indices.size(), mode);
            pass.forward(batch.pixels(), dropout);
            tally.add(indices, pass, batch.labels());
        }
        tally.endDraw();
        return tally.measurement(batchSize);
    }

    /** Logits of all images, mean over passes. */
    private float[] logits(
            Passes passes, Mode mode, List<Transform> transforms, EvaluationBatches batches, String stream, int count) {
        float[] mean = new float[dataset.test().size() * dataset.classes()];
        for (int pass = 0; pass < count; pass++) {
            measure(passes, mode, transforms, batches, stream + " " + pass)
                    .outcomes()
                    .addLogits(mean, 1f / count);
        }
        return mean;
    }

    private static double distance(float[] one, float[] other) {
        double squares = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = (double) one[i] - other[i];
            squares += difference * difference;
        }
        return Math.sqrt(squares / one.length);
    }

    private BatchAssembler assembler(List<Transform> transforms, int batchSize) {
        return new BatchAssembler(dataset.test(), transforms, composition, dataset, batchSize);
    }

    private static double difference(Measurement one, Measurement other) {
        return one.outcomes().largestLogitDifference(other.outcomes());
    }
}
