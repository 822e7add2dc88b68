package org.evalgap.checkup.pass;

import java.io.Serializable;
import java.util.List;
import org.evalgap.data.preprocessing.Preprocessing;
import org.evalgap.nn.program.Mode;

/**
 * What images go through. May cross to an executor.
 *
 * @param preprocessing of pixels
 * @param mode of the network
 * @param statistics that are its running ones, of every BatchNorm layer in order
 * @param change of what enters the network
 * @param draw number of the stream that dropout draws from: passes of other draws drop other units
 * @param moments whether what BatchNorm layers see is collected, which takes batch statistics
 */
public record PassSettings(
        Preprocessing preprocessing,
        Mode mode,
        List<NormStatistics> statistics,
        InputChange change,
        int draw,
        boolean moments)
        implements Serializable {

    public PassSettings {
        statistics = List.copyOf(statistics);
    }
}
