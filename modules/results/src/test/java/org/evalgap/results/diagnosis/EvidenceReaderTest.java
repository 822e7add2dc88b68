package org.evalgap.results.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceReaderTest {

    /** To a norm of single images it is nothing what else is in their batch. */
    @Test
    void batchesAreOfNoMatterToInstanceNormalization() {
        assertThat(composition("batch")).isEqualTo(Composition.Kind.ALIKE);
        assertThat(composition("instance")).isEqualTo(Composition.Kind.RANDOM);
    }

    private static Composition.Kind composition(String normalization) {
        DiagnosisRows rows = DiagnosisRows.trial(0, 0.9, 0.1, 0, 0, 0.05).composition(normalization, 30, null);
        return EvidenceReader.read(List.of(rows.result()), 0.1, new KnownTransforms(false, false))
                .composition();
    }
}
