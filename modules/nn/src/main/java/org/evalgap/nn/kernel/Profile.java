package org.evalgap.nn.kernel;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the time of passes goes: the calls of every pass that it was given to, by name. */
public final class Profile {

    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * Calls of one name.
     *
     * @param name what the calls compute
     * @param calls how many
     * @param nanoseconds total time
     */
    public record Line(String name, long calls, long nanoseconds) {}

    private static final class Entry {
        private long calls;
        private long nanoseconds;
    }

    /** The calls seen so far, most time first. */
    public List<Line> lines() {
        return entries.entrySet().stream()
                .map(entry -> new Line(entry.getKey(), entry.getValue().calls, entry.getValue().nanoseconds))
                .sorted(Comparator.comparingLong(Line::nanoseconds).reversed().thenComparing(Line::name))
                .toList();
    }

    public void run(Call[] calls) {
        for (Call call : calls) {
            long started = System.nanoTime();
            call.run();
            long nanoseconds = System.nanoTime() - started;
            Entry entry = entries.computeIfAbsent(call.name(), name -> new Entry());
            entry.calls++;
            entry.nanoseconds += nanoseconds;
        }
    }
}
