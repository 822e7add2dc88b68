package org.evalgap.study.plan;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.evalgap.data.random.Seed;
import org.evalgap.study.settings.TrialConfig;

/**
 * One cell and replicate: the unit of work, of retry and of resume.
 *
 * @param id content hash of everything that determines the result, 32 hexadecimal digits
 * @param cellId the same without the replicate
 * @param cellLabel the cell's settings on each axis, for people
 * @param axes the cell's setting on each axis that matters to it, by the axis's key
 * @param replicate number of the repetition, from 0
 * @param config what is trained, and how
 * @param seed root of the random streams: the same in every cell, so that compared cells see the same data
 */
public record Trial(
        String id,
        String cellId,
        String cellLabel,
        SortedMap<String, String> axes,
        int replicate,
        TrialConfig config,
        Seed seed)
        implements Serializable {

    public Trial {
        axes = Collections.unmodifiableSortedMap(new TreeMap<>(axes));
    }
}
