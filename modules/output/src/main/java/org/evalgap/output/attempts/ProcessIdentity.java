package org.evalgap.output.attempts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which process something is, so that another process on the same machine can tell whether it still lives. Taken from
 * Linux's {@code /proc} and free of the wall clock: a process is known by its number and by the tick since boot at which
 * it started, within one boot of the machine and one namespace of process numbers (a container has its own).
 *
 * @param host name of the machine, for people
 * @param processSpace the boot and the namespace that the process number belongs to; empty if unknown
 * @param pid process number
 * @param startTick ticks from boot to the start of the process; 0 if unknown
 */
public record ProcessIdentity(String host, String processSpace, long pid, long startTick) {

    private static final Path PROC = Path.of("/proc");
    /** Fields of /proc/PID/stat behind the program's name, which may hold blanks; the start is field 22 of all. */
    private static final int START_TICK_AFTER_NAME = 22 - 3;

    /** Whether a process lives, as far as another can know. */
    public enum Life {
        ALIVE,
        DEAD,
        UNKNOWN
    }

    public static ProcessIdentity ofThisProcess() {
        long pid = ProcessHandle.current().pid();
        return new ProcessIdentity(
                hostName(), currentProcessSpace(), pid, startTick(pid).orElse(0L));
    }

    public static ProcessIdentity ofJson(JsonNode json) {
        return new ProcessIdentity(
                json.path("host").asText(),
                json.path("processSpace").asText(),
                json.path("pid").asLong(),
                json.path("startTick").asLong());
    }

    public void writeTo(ObjectNode json) {
        json.put("host", host);
        json.put("processSpace", processSpace);
        json.put("pid", pid);
        json.put("startTick", startTick);
    }

    /** Whether this process still lives, asked from the current process. */
    public Life life() {
        boolean comparable = !processSpace.isEmpty()
                && startTick != 0
                && host.equals(hostName())
                && processSpace.equals(currentProcessSpace());
        if (!comparable) {
            return Life.UNKNOWN;
        }
        return startTick(pid).filter(tick -> tick == startTick).isPresent() ? Life.ALIVE : Life.DEAD;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    private static String currentProcessSpace() {
        try {
            String boot =
                    Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
            return boot + " " + Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
        } catch (IOException e) {
            // No /proc: not Linux, so no process can be compared.
            return "";
        }
    }

    private static Optional<Long> startTick(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"));
            String afterName = stat.substring(stat.lastIndexOf(')') + 2);
            return Optional.of(Long.valueOf(afterName.split(" ", -1)[START_TICK_AFTER_NAME]));
        } catch (IOException e) {
            // There is no such process, or it ended between opening and reading.
            return Optional.empty();
        }
    }
}
