package org.evalgap.experiment.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.evalgap.data.ImageSet;
import org.evalgap.data.random.Seed;
import org.evalgap.data.sampling.BatchComposition;
import org.evalgap.data.transform.Transform;
import org.evalgap.nn.graph.Shape;
import org.junit.jupiter.api.Test;

class EvaluationBatchesTest {

    private static final Seed SEED = new Seed(7);

    private static ImageSet images(int count) {
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 3);
        }
        return new ImageSet(new Shape(1, 1, 1), new byte[count], labels);
    }

    private static List<Integer> all(List<EvaluationBatches.Batch> batches) {
        return batches.stream()
                .flatMap(batch -> IntStream.of(batch.indices()).boxed())
                .sorted()
                .toList();
    }

    private static List<Integer> range(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void everyDrawHasEveryImageOnce() {
        EvaluationBatches inOrder = EvaluationBatches.inOrder(11, 4, 1);
        EvaluationBatches composed = EvaluationBatches.composed(images(11), 3, new BatchComposition.Iid(), 4, SEED);

        assertThat(all(inOrder.draw(0))).isEqualTo(range(11));
        for (int draw = 0; draw < 3; draw++) {
            assertThat(all(composed.draw(draw))).isEqualTo(range(11));
            assertThat(composed.draw(draw))
                    .extracting(EvaluationBatches.Batch::size)
                    .containsExactly(4, 4, 3);
        }
    }

    @Test
    void drawsDifferAndRepeat() {
        EvaluationBatches composed = EvaluationBatches.composed(images(30), 3, new BatchComposition.Iid(), 4, SEED);

        assertThat(composed.draw(0).get(0).indices())
                .isNotEqualTo(composed.draw(1).get(0).indices());
        assertThat(composed.draw(0).get(0).indices())
                .isEqualTo(composed.draw(0).get(0).indices());
    }

    @Test
    void anImageIsOfOneDomainInEveryProtocolAndNoBatchMixesThem() {
        BatchComposition alternating = new BatchComposition.DomainAlternating(List.of(new Transform.Affine(0.3, 2.0)));
        List<List<EvaluationBatches.Batch>> ways = List.of(
                EvaluationBatches.inOrder(11, 4, 2).draw(0),
                EvaluationBatches.composed(images(11), 3, alternating, 4, SEED).draw(0),
                EvaluationBatches.composed(images(11), 3, alternating, 4, SEED).draw(1));
        for (List<EvaluationBatches.Batch> batches : ways) {
            assertThat(all(batches)).isEqualTo(range(11));
            for (EvaluationBatches.Batch batch : batches) {
                assertThat(IntStream.of(batch.indices())).allMatch(index -> index % 2 == batch.domain());
            }
        }
    }
}
