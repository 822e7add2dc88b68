package org.evalgap.cli.console;

/** What the job's exit code says, for schedulers and scripts. */
public final class ExitCode {

    /** All that was asked for is done. */
    public static final int DONE = 0;
    /** Something broke that is not the study's fault; running the same again goes on where it stopped. */
    public static final int BROKEN = 1;
    /** Done, but some trials of the study did not end well; their rows say why. */
    public static final int FAILED_TRIALS = 2;
    /** Another run is writing to the output directory. */
    public static final int OUTPUT_HELD = 3;
    /** A cell degrades by more than the bound of a check. */
    public static final int CHECK_FAILED = 4;
    /** Something in an output directory is damaged. */
    public static final int DAMAGED = 5;
    /** The command line, the study, a data file or an output directory cannot be used; nothing was started. */
    public static final int UNUSABLE = 64;

    private ExitCode() {}
}
