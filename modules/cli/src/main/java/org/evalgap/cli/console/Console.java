package org.evalgap.cli.console;

import java.io.PrintWriter;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command prints.
 *
 * @param out what was asked for
 * @param err how it is going
 * @param terminal whether {@code err} is a terminal
 */
public record Console(PrintWriter out, PrintWriter err, boolean terminal) {

    /** Set by the launcher: Java 17 cannot tell whether the standard error alone is a terminal. */
    private static final String TERMINAL = "EVALGAP_TERMINAL";

    /** All but line ends and tabs, and what turns the direction of writing around. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\r\\t]]|\\r(?!\\n)|[\\x{80}-\\x{9f}"
            + "\\x{61c}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]");

    /** Of a line that says how it is going: a name of others may be a book. */
    private static final int LONGEST_LINE = 4000;

    public static Console of(CommandSpec command) {
        return new Console(
                command.commandLine().getOut(), command.commandLine().getErr(), "1".equals(System.getenv(TERMINAL)));
    }

    public void print(String text) {
        out.print(printable(text));
        out.flush();
    }

    public void note(String line) {
        err.println(printable(line).lines().map(Console::cut).collect(Collectors.joining(System.lineSeparator())));
        err.flush();
    }

    private static String cut(String line) {
        return line.length() <= LONGEST_LINE
                ? line
                : line.substring(0, LONGEST_LINE) + "… (" + (line.length() - LONGEST_LINE) + " more characters)";
    }

    /** Studies, data and failures bring texts of others, which must not command the terminal. */
    private static String printable(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }
}
