package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.evalgap.cli.console.ExitCode;
import org.junit.jupiter.api.Test;

/** What people get wrong on command lines, each with the whole message that they read. */
class UserMistakesTest extends CommandTest {

    private static final String TABLE = "user-mistakes.txt";
    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\S+)");

    /** A command line, how it ends, and what it says. */
    private record Mistake(String command, int exitCode, String message) {}

    @Test
    void eachIsSaidInOneSentence() throws IOException {
        assertThat(sweep()).as(() -> err.toString()).isEqualTo(ExitCode.DONE);
        List<Mistake> mistakes = mistakes();
        List<Mistake> seen = new ArrayList<>();
        for (Mistake mistake : mistakes) {
            int exitCode = run(arguments(mistake.command()));
            seen.add(new Mistake(mistake.command(), exitCode, anonymous(err.toString())));
        }
        if (Boolean.getBoolean("reference.write")) {
            write(seen);
        }
        assertThat(mistakes).hasSizeGreaterThanOrEqualTo(60);
        SoftAssertions softly = new SoftAssertions();
        for (int i = 0; i < seen.size(); i++) {
            softly.assertThat(seen.get(i)).isEqualTo(mistakes.get(i));
            softly.assertThat(seen.get(i).message()).doesNotContain("\tat ").doesNotContain("Exception");
        }
        softly.assertAll();
    }

    private String[] arguments(String command) {
        return ARGUMENT.matcher(command)
                .results()
                .map(result -> result.group(1) == null ? result.group(2) : result.group(1))
                .map(argument -> argument.replace("{conf}", conf.toString())
                        .replace("{output}", output.toString())
                        .replace("{directory}", directory.toString()))
                .toArray(String[]::new);
    }

    private String anonymous(String message) {
        return message.strip()
                .replace(conf.toString(), "{conf}")
                .replace(output.toString(), "{output}")
                .replace(directory.toString(), "{directory}");
    }

    /** Blocks between empty lines: a command, its exit code, its message. */
    private static List<Mistake> mistakes() throws IOException {
        try (InputStream stream = UserMistakesTest.class.getResourceAsStream(TABLE)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("\n\n"))
                    .map(UserMistakesTest::mistake)
                    .toList();
        }
    }

    private static Mistake mistake(String block) {
        MatchResult parts = Pattern.compile("\\$ ?(.*)\n(\\d+)(?:\n(.*))?", Pattern.DOTALL)
                .matcher(block.strip())
                .results()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(block));
        return new Mistake(
                parts.group(1), Integer.parseInt(parts.group(2)), parts.group(3) == null ? "" : parts.group(3));
    }

    private static void write(List<Mistake> mistakes) throws IOException {
        StringBuilder text = new StringBuilder();
        mistakes.forEach(mistake -> text.append("$ ")
                .append(mistake.command())
                .append('\n')
                .append(mistake.exitCode())
                .append('\n')
                .append(mistake.message())
                .append("\n\n"));
        Files.writeString(
                Path.of("src/test/resources/org/evalgap/cli", TABLE),
                text.toString().strip() + "\n");
    }
}
