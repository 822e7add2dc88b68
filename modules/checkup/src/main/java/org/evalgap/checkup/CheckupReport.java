package org.evalgap.checkup;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.evalgap.checkup.pass.NormStatistics;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.results.rows.TrialResult;

/** What a check-up found: for people, for programs, and as a repaired file. */
public final class CheckupReport {

    private final CheckupRequest request;
    private final Measured measured;
    private final Conclusion conclusion;
    private final Instant start;
    private final double seconds;

    private CheckupReport(
            CheckupRequest request, Measured measured, Conclusion conclusion, Instant start, double seconds) {
        this.request = request;
        this.measured = measured;
        this.conclusion = conclusion;
        this.start = start;
        this.seconds = seconds;
    }

    /**
     * @param start of the measurements
     * @param seconds that they took
     */
    static CheckupReport of(CheckupRequest request, Measured measured, Instant start, double seconds) {
        return new CheckupReport(request, measured, Conclusion.of(measured), start, seconds);
    }

    /** The one answer. */
    public LeadingCause cause() {
        return conclusion.cause();
    }

    /** Accuracy in TRAIN mode minus that in EVAL mode, on the images in use: positive if eval() is worse. */
    public double degradation() {
        return measured.degradation().mean();
    }

    /** One page. */
    public String text() {
        return new CheckupText(request, measured, conclusion).page();
    }

    /** The same as JSON, with the fields of a diagnosis. */
    public String json() {
        return CheckupJson.of(request, measured, conclusion);
    }

    /** Rows for the tables of a study: the check-up is its one trial. */
    public TrialResult rows() {
        return CheckupRows.of(request, measured, conclusion, start, seconds);
    }

    /** Whether new statistics are what helps, so that {@link #writeRepaired} has something to write. */
    public boolean isRepairable() {
        return conclusion.isRepairable();
    }

    /**
     * Copies the file of the weights with the statistics of the best remedy, and nothing else changed.
     *
     * @throws IllegalStateException unless {@link #isRepairable}
     * @throws org.evalgap.models.tensor.ModelException if the copy cannot be written
     */
    public void writeRepaired(Path target) {
        if (!isRepairable()) {
            throw new IllegalStateException("no statistics that would repair " + cause().id());
        }
        request.weights().writeCopy(target, request.model().state(), buffers());
    }

    private Map<String, double[]> buffers() {
        List<NormStatistics> statistics =
                conclusion.best().orElseThrow().statistics().orElseThrow();
        Map<String, double[]> buffers = new LinkedHashMap<>();
        IntStream.range(0, statistics.size()).forEach(i -> {
            buffers.put(measured.norms().get(i).meanKey(), statistics.get(i).mean());
            buffers.put(measured.norms().get(i).varianceKey(), statistics.get(i).variance());
        });
        return buffers;
    }
}
