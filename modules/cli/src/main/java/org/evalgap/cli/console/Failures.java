package org.evalgap.cli.console;

import java.util.Collection;

/** Trials that did not end well, for people. */
public final class Failures {

    private static final int MOST_SHOWN = 10;

    private Failures() {}

    /**
     * Says which trials failed, and why.
     *
     * @param failures one line for each trial
     * @return the exit code that goes with them
     */
    public static int report(Collection<String> failures, Console console) {
        if (failures.isEmpty()) {
            return ExitCode.DONE;
        }
        console.note(failures.size() + (failures.size() == 1 ? " trial" : " trials") + " failed:");
        failures.stream().sorted().limit(MOST_SHOWN).forEach(failure -> console.note("  " + failure));
        if (failures.size() > MOST_SHOWN) {
            console.note("  and " + (failures.size() - MOST_SHOWN) + " more: see status and reason in table trials");
        }
        return ExitCode.FAILED_TRIALS;
    }
}
