package org.evalgap.experiment.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.evalgap.data.ImageSet;
import org.evalgap.data.random.Seed;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.sampling.BatchSampler;
import org.evalgap.data.sampling.Epoch;

/**
 * The batches in which a split is evaluated, for each draw.
 *
 * <p>With two input domains, every other image of the split belongs to the second, in every protocol and draw, and no
 * batch mixes them: so protocols compare the same inputs.
 */
public final class EvaluationBatches {

    private final IntFunction<List<Batch>> draws;

    /**
     * Images that pass together.
     *
     * @param indices in the split
     * @param domain their input domain
     */
    public record Batch(int[] indices, int domain) {
        public int size() {
            return indices.length;
        }

        public int index(int position) {
            return indices[position];
        }
    }

    private EvaluationBatches(IntFunction<List<Batch>> draws) {
        this.draws = draws;
    }

    /** The split in its own order, the same in every draw. */
    public static EvaluationBatches inOrder(int images, int batchSize, int domains) {
        List<Batch> batches = new ArrayList<>();
        for (int domain = 0; domain < domains; domain++) {
            int[] members = members(images, domain, domains);
            for (int from = 0; from < members.length; from += batchSize) {
                int to = Math.min(from + batchSize, members.length);
                batches.add(new Batch(Arrays.copyOfRange(members, from, to), domain));
            }
        }
        return new EvaluationBatches(draw -> batches);
    }

    /** Batches composed as in training, new ones in every draw. */
    static EvaluationBatches composed(
            ImageSet images, int classes, BatchComposition composition, int batchSize, Seed seed) {
        int domains = composition instanceof BatchComposition.DomainAlternating ? 2 : 1;
        BatchComposition within = domains == 2 ? new BatchComposition.Iid() : composition;
        return new EvaluationBatches(draw -> {
            List<Batch> batches = new ArrayList<>();
            for (int domain = 0; domain < domains; domain++) {
                int[] members = members(images.size(), domain, domains);
                int[] labels = new int[members.length];
                for (int i = 0; i < members.length; i++) {
                    labels[i] = images.label(members[i]);
                }
                Epoch epoch = new BatchSampler(labels, classes, within, batchSize, seed.child(domain)).epoch(draw);
                for (int b = 0; b < epoch.batches(); b++) {
                    int[] indices = new int[epoch.size(b)];
                    for (int i = 0; i < indices.length; i++) {
                        indices[i] = members[epoch.index(b, i)];
                    }
                    batches.add(new Batch(indices, domain));
                }
            }
            return batches;
        });
    }

    /** The batches of draw {@code number}, from 0. */
    public List<Batch> draw(int number) {
        return draws.apply(number);
    }

    private static int[] members(int images, int domain, int domains) {
        int[] members = new int[(images - domain + domains - 1) / domains];
        for (int i = 0; i < members.length; i++) {
            members[i] = domain + i * domains;
        }
        return members;
    }
}
