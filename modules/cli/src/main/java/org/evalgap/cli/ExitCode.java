package org.evalgap.cli;

/** What the job's exit code says, for schedulers and scripts. */
final class ExitCode {

    /** All that was asked for is done. */
    static final int DONE = 0;
    /** Something broke that is not the study's fault; running the same again goes on where it stopped. */
    static final int BROKEN = 1;
    /** Done, but some trials of the study did not end well; their rows say why. */
    static final int FAILED_TRIALS = 2;
    /** Another run is writing to the output directory. */
    static final int OUTPUT_HELD = 3;
    /** A cell degrades by more than the bound of a check. */
    static final int CHECK_FAILED = 4;
    /** Something in an output directory is damaged. */
    static final int DAMAGED = 5;
    /** The command line, the study, a data file or an output directory cannot be used; nothing was started. */
    static final int UNUSABLE = 64;

    private ExitCode() {}
}
