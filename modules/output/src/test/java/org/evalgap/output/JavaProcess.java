package org.evalgap.output;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class of the tests in a Java process of its own, with the options and class path of this one. */
public final class JavaProcess {

    private JavaProcess() {}

    /** Starts the process. */
    public static Process start(Class<?> main, String... arguments) throws IOException {
        return builder(main, arguments).start();
    }

    /** The process to be; what it prints goes to a file beside the others of the build. */
    public static ProcessBuilder builder(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(Path.of("target"), main.getSimpleName() + "-", ".log");
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    }
}
