package org.evalgap.study.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.evalgap.nn.graph.ShapeException;
import org.evalgap.study.problems.Location;
import org.evalgap.study.problems.Place;
import org.evalgap.study.problems.Problem;
import org.evalgap.study.problems.Problems;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Section(meaning = "A part that can be absent.")
    public record Copy(
            @Setting(meaning = "Weight.", defaultValue = "0.5", above = 0, below = 1)
            double decay,

            @Setting(meaning = "Whose.", defaultValue = "own")
            Buffers buffers) {

        public enum Buffers {
            OWN,
            STALE
        }
    }

    @Kinds(noun = "a start")
    public sealed interface Start {
        @Section(kind = "random", meaning = "None.")
        record Random() implements Start {}

        @Section(kind = "pretrained", meaning = "Some.")
        record Pretrained(
                @Setting(meaning = "How long.", atLeast = 1) int epochs) implements Start {}
    }

    @Section(meaning = "What there was at first, and what was added.")
    public record Made(
            @Setting(meaning = "First.", defaultValue = "2", atLeast = 1, always = true)
            int first,

            @Setting(meaning = "Added.", defaultValue = "0", atLeast = 0)
            int added,

            @Setting(meaning = "Of no effect without it.", defaultValue = "3", onlyWith = "added", always = true)
            int within,

            @Setting(meaning = "A part.", defaultValue = "none", word = "none")
            Copy copy,

            @Setting(meaning = "A start.", defaultValue = "random")
            Start start,

            @Setting(meaning = "Sizes.", defaultValue = "[]", atLeast = 1)
            List<Integer> sizes) {

        public Made {
            sizes = List.copyOf(sizes);
            Bounds.check(Made.class, first, added, within, copy, start, sizes);
        }
    }

    private static final Settings<Made> MADE = Settings.of(Made.class);

    private final Problems problems = new Problems();

    private Made read(String text) {
        return MADE.read(new ObjectReader(
                MADE, ConfigFactory.parseString(text).root(), new Place("made", Location.STUDY, problems)));
    }

    private String written(String text) {
        return Canonical.json(MADE.write(read(text)));
    }

    @Test
    void whatIsNotSetHasItsDefault() {
        assertThat(read("")).isEqualTo(new Made(2, 0, 3, null, new Start.Random(), List.of()));
        assertThat(read("copy {}").copy()).isEqualTo(new Copy(0.5, Copy.Buffers.OWN));
    }

    @Test
    void whatWasAddedIsNotWrittenAtItsDefault() {
        assertThat(written("")).isEqualTo("{\"first\":2}");
        assertThat(written("first = 2, added = 0, within = 7, copy = none, start = { kind = random }, sizes = []"))
                .isEqualTo("{\"first\":2}");
    }

    @Test
    void whatIsWrittenReadsBack() {
        String all = "{\"added\":1,\"copy\":{\"buffers\":\"stale\"},\"first\":4,\"sizes\":[1,5],"
                + "\"start\":{\"epochs\":2,\"kind\":\"pretrained\"},\"within\":3}";

        assertThat(written("added = 1, copy { buffers = stale }, first = 4, sizes = [1, 5], "
                        + "start { kind = pretrained, epochs = 2 }"))
                .isEqualTo(all);
        assertThat(written(all)).isEqualTo(all);
        assertThat(problems.found()).isEmpty();
    }

    @Test
    void everyProblemIsReportedAtItsPath() {
        read("first = 0, added = 1.5, copy { decay = 1, bufers = own }, start = pretraned, sizes = [1, 0], other = 1");

        assertThat(problems.found())
                .extracting(Problem::toString)
                .containsExactly(
                        "made.other: expected a key of made (first, added, within, copy, start or sizes), received other",
                        "made.first: expected an integer of at least 1, received 0",
                        "made.added: expected an integer of at least 0, received 1.5",
                        "made.copy.bufers: expected a key of copy, received bufers; did you mean buffers?",
                        "made.copy.decay: expected a number above 0 and below 1, received 1",
                        "made.start: expected random or pretrained, received \"pretraned\"; did you mean pretrained?",
                        "made.sizes[1]: expected an integer of at least 1, received 0");
    }

    @Test
    void aPartThatIsNoObjectIsRefusedWithTheWordForNone() {
        read("copy = non, start = 3");

        assertThat(problems.found())
                .extracting(Problem::toString)
                .containsExactly(
                        "made.copy: expected an object, or none, received \"non\"; did you mean none?",
                        "made.start: expected a start of kind random or pretrained, received 3");
    }

    @Test
    void recordsMadeInCodeAreInBoundsToo() {
        assertThatThrownBy(() -> new Made(0, 0, 0, null, new Start.Random(), List.of()))
                .isInstanceOf(ShapeException.class)
                .hasMessage("first: expected an integer of at least 1, received 0");
        assertThatThrownBy(() -> new Made(1, 0, 0, null, new Start.Random(), List.of(1, 0)))
                .hasMessage("sizes: expected integers of at least 1, received 0");
        assertThatThrownBy(() -> Bounds.check(Made.class, 1, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("expected one for each of the 6 components, received 2");
    }

    @Test
    void partsAreObjectsOfTheirOwnInTheReference() {
        assertThat(MADE.sections("made"))
                .extracting(Settings.At::path)
                .containsExactly("made", "made.copy", "made.start", "made.start");
    }

    @Section(meaning = "Without a setting.")
    record Wrong(String text) {}

    @Test
    void aComponentWithoutADescriptionIsAMistake() {
        assertThatThrownBy(() -> Settings.of(Wrong.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected a setting, or a record whose settings stand beside the others");
    }
}
