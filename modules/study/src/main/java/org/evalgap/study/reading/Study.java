package org.evalgap.study.reading;

import org.evalgap.data.DatasetConfig;
import org.evalgap.study.grid.Cell;
import org.evalgap.study.grid.Cells;
import org.evalgap.study.replicates.ReplicatesConfig;
import org.evalgap.study.settings.EvaluationConfig;
import org.evalgap.study.settings.TrialConfig;

/**
 * One study file, checked.
 *
 * @param name names the study in rows and pages
 * @param seed root of every random stream
 * @param replicates how often each cell is repeated with other seeds
 * @param dataset where the images come from
 * @param template the base trial: what a cell does not set is set here, or has its default
 * @param cells the grid, or a random subset of its cells
 * @param evaluation how trained networks are measured
 * @param text the study as a study file, substitutions resolved and includes in place
 */
public record Study(
        String name,
        long seed,
        ReplicatesConfig replicates,
        DatasetConfig dataset,
        TrialTemplate template,
        Cells cells,
        EvaluationConfig evaluation,
        String text) {

    /** Most trials a study may have: beyond, a sample of its cells has to be taken. */
    public static final int MOST_TRIALS = 100_000;

    /**
     * Everything that is set in a cell: its own values over the base trial over the defaults.
     *
     * @throws StudyException if that does not make a trial
     */
    public TrialConfig trial(Cell cell) {
        return template.trial(cell);
    }
}
