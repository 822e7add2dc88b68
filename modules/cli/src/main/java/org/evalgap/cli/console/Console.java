package org.evalgap.cli.console;

import java.io.PrintWriter;
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

    public static Console of(CommandSpec command) {
        return new Console(
                command.commandLine().getOut(), command.commandLine().getErr(), "1".equals(System.getenv(TERMINAL)));
    }

    public void print(String text) {
        out.print(text);
        out.flush();
    }

    public void note(String line) {
        err.println(line);
        err.flush();
    }
}
