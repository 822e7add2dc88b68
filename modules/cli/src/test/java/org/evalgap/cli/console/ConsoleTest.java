package org.evalgap.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);

    @Test
    void aTerminalIsNotCommandedByWhatItShows() {
        String hostile = "a\u001b[31mb\u0007c\u009bd\u202ee\u2066f\u200fg\rh\u007fi\tj\r\nk größe 日本 ∅";
        console.print(hostile);
        console.note(hostile);
        assertThat(out).hasToString("a?[31mb?c?d?e?f?g?h?i\tj\r\nk größe 日本 ∅");
        assertThat(err.toString().lines()).containsExactly("a?[31mb?c?d?e?f?g?h?i\tj", "k größe 日本 ∅");
    }

    @Test
    void aNameOfOthersIsNoBook() {
        console.note("cannot read " + "x".repeat(100_000) + "\n  next");
        assertThat(err.toString().lines().map(String::length)).allMatch(length -> length < 4100);
        assertThat(err.toString().lines()).last().isEqualTo("  next");
        assertThat(err.toString()).contains("xxx… (96012 more characters)");
        console.print("y".repeat(100_000));
        assertThat(out.toString()).hasSize(100_000);
    }
}
