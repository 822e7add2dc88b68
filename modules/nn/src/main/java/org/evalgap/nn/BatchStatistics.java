package org.evalgap.nn;

import java.util.List;

/**
 * The statistics that one BatchNorm layer measured in the last forward pass of one program, and the running statistics
 * they can move.
 */
record BatchStatistics(RunningStatistics running, List<SampleSet> sets) {

    void updateRunning() {
        for (SampleSet set : sets) {
            running.update(set);
        }
    }
}
