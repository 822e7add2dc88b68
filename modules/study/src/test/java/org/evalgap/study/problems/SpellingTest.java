package org.evalgap.study.problems;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {

    @Test
    void countsInsertedRemovedReplacedAndSwappedLetters() {
        assertThat(Spelling.distance("group", "group")).isZero();
        assertThat(Spelling.distance("grup", "group")).isEqualTo(1);
        assertThat(Spelling.distance("groups", "group")).isEqualTo(1);
        assertThat(Spelling.distance("grouq", "group")).isEqualTo(1);
        assertThat(Spelling.distance("gruop", "group")).isEqualTo(1);
        assertThat(Spelling.distance("", "group")).isEqualTo(5);
        assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
    }

    @Test
    void suggestsTheNearestUnlessItIsFar() {
        List<String> known = List.of("batch-size", "momentum", "epochs");
        assertThat(Spelling.nearest("batchsize", known)).contains("batch-size");
        assertThat(Spelling.nearest("momentun", known)).contains("momentum");
        assertThat(Spelling.nearest("optimizer", known)).isEmpty();
        assertThat(Spelling.nearest("x", List.of())).isEmpty();
    }
}
