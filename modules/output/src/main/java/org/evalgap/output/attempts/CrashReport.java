package org.evalgap.output.attempts;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The file that the Java platform writes when native code ends its process. */
public final class CrashReport {

    private static final String OPTION = "-XX:ErrorFile=";

    private CrashReport() {}

    /** Where this process would leave its report. */
    static Path ofThisProcess() {
        String pid = Long.toString(ProcessHandle.current().pid());
        String name = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith(OPTION))
                .map(argument -> argument.substring(OPTION.length()))
                .reduce("hs_err_pid%p.log", (earlier, later) -> later);
        return Path.of(name.replace("%p", pid)).toAbsolutePath();
    }

    /**
     * What a report says at its top, on one line: the signal, and the function that it came from.
     *
     * @return nothing if there is no such file on this machine
     */
    public static Optional<String> summary(Path report) throws IOException {
        if (!Files.isReadable(report)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(report, StandardCharsets.ISO_8859_1);
        String signal = "an error of the Java platform";
        String frame = "an unknown function";
        for (int i = 0; i < lines.size() - 1; i++) {
            if (i > 0 && lines.get(i - 1).contains("A fatal error has been detected")) {
                signal = text(lines.get(i + 1)).replaceFirst(" at pc=.*", "");
            }
            if (lines.get(i).contains("Problematic frame:")) {
                frame = text(lines.get(i + 1));
            }
        }
        return Optional.of(signal + ", in " + frame);
    }

    private static String text(String line) {
        return line.replaceFirst("^#\\s*", "").strip();
    }
}
