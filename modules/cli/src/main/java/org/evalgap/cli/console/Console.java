package org.evalgap.cli.console;

import java.io.PrintWriter;
import java.util.regex.Pattern;
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

    /** All but line ends and tabs. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\r\\t]]|\\r(?!\\n)|[\\x{80}-\\x{9f}]");

    public static Console of(CommandSpec command) {
        return new Console(
                command.commandLine().getOut(), command.commandLine().getErr(), "1".equals(System.getenv(TERMINAL)));
    }

    public void print(String text) {
        out.print(printable(text));
        out.flush();
    }

    public void note(String line) {
        err.println(printable(line));
        err.flush();
    }

    /** Studies, data and failures bring texts of others, which must not command the terminal. */
    private static String printable(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }
}
