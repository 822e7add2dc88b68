package org.evalgap.cli.planted;

import java.util.LinkedHashMap;
import java.util.Map;
import org.evalgap.results.diagnosis.CauseDiagnosis;
import org.evalgap.results.diagnosis.DiagnosisDocument;
import org.evalgap.results.diagnosis.LeadingCause;

/**
 * What one trained network of a plant was diagnosed with.
 *
 * @param replicate number of the network, from 0
 * @param bites whether the network really is worse in use than it could be, by 2 points; what is healthy need not
 */
record PlantDiagnosis(Plant plant, int replicate, CauseDiagnosis diagnosis, boolean bites) {

    /** Whether the plant is named. */
    boolean right() {
        return diagnosis.cause() == plant.cause();
    }

    boolean isHealthy() {
        return plant.cause() == LeadingCause.HEALTHY;
    }

    /** Maps for JSON. */
    Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("plant", plant.name());
        row.put("network", plant.network());
        row.put("replicate", replicate);
        row.put("planted", plant.cause().id());
        row.put("named", diagnosis.cause().id());
        row.put("bites", bites);
        diagnosis
                .degradation()
                .ifPresent(degradation -> row.put("degradation", DiagnosisDocument.interval(degradation)));
        Map<String, Object> candidates = new LinkedHashMap<>();
        diagnosis.candidates().forEach((cause, cost) -> candidates.put(cause.id(), DiagnosisDocument.interval(cost)));
        row.put("candidates", candidates);
        return row;
    }
}
