package org.evalgap.nn;

/**
 * The statistics that one BatchNorm layer measured in the last forward pass of one program, and the running statistics
 * they can move.
 */
record BatchStatistics(RunningStatistics running, SampleSet[] sets) {

    void updateRunning() {
        for (SampleSet set : sets) {
            running.update(set);
        }
    }
}
