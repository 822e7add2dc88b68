package org.evalgap.experiment.config;

import com.typesafe.config.ConfigObject;
import java.util.OptionalLong;
import org.evalgap.experiment.data.DatasetConfig;
import org.evalgap.experiment.grid.Grid;

/**
 * One study file, checked.
 *
 * @param name names the study in rows and pages
 * @param seed root of every random stream
 * @param replicates repetitions of each cell with other seeds, at least 1
 * @param dataset where the images come from
 * @param trial the base trial as written in the file: what a cell does not set is set here, or has its default
 * @param grid the cells
 * @param sample size of a random subset of the cells that stands for all; empty for all
 * @param evaluation how trained networks are measured
 */
public record Study(
        String name,
        long seed,
        int replicates,
        DatasetConfig dataset,
        ConfigObject trial,
        Grid grid,
        OptionalLong sample,
        EvaluationConfig evaluation) {

    /** Number of cells that are run: the grid's size, or the sample's. */
    public long cells() {
        return sample.orElse(grid.size());
    }
}
