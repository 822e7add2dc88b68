package org.evalgap.report.page;

import java.util.HashMap;
import java.util.Map;
import org.evalgap.results.protocol.Protocol;
import org.evalgap.results.rows.Domain;
import org.evalgap.results.rows.EvaluationRow;
import org.evalgap.results.rows.TrialResult;

/** The ways of evaluating one trial that the page compares by name, each the row over all images. */
record Corners(Map<String, EvaluationRow> byProtocol) {

    static Corners of(TrialResult result) {
        Map<String, EvaluationRow> rows = new HashMap<>();
        for (EvaluationRow row : result.evaluations()) {
            if (row.domain() == Domain.ALL) {
                rows.putIfAbsent(row.protocol(), row);
            }
        }
        return new Corners(rows);
    }

    /** Accuracy of a protocol, NaN if it was not measured. */
    double accuracy(Protocol protocol) {
        EvaluationRow row = byProtocol.get(protocol.label());
        return row == null ? Double.NaN : row.accuracy();
    }

    /** Cross-entropy of a protocol, NaN if it was not measured. */
    double loss(Protocol protocol) {
        EvaluationRow row = byProtocol.get(protocol.label());
        return row == null ? Double.NaN : row.loss();
    }

    /** Expected calibration error of a protocol, NaN if it was not measured. */
    double calibrationError(Protocol protocol) {
        EvaluationRow row = byProtocol.get(protocol.label());
        return row == null ? Double.NaN : row.expectedCalibrationError();
    }
}
