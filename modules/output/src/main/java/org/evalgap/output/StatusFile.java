package org.evalgap.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.evalgap.output.storage.NotAFileException;
import org.evalgap.output.storage.OutputDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the output directory how far the sweep is, for whoever looks there: {@code status.json}, and {@code metrics.prom}
 * for Prometheus, each replaced in one step every few seconds. Nothing depends on them: a sweep goes on if they cannot be
 * written.
 */
public final class StatusFile implements Progress.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(StatusFile.class);
    private static final double PAUSE_SECONDS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutputDirectory output;
    private final String study;
    private double nextSeconds;
    private boolean failing;

    /** @param study its name */
    public StatusFile(OutputDirectory output, String study) {
        this.output = output;
        this.study = study;
    }

    /**
     * What a sweep last said.
     *
     * @param study its name
     * @param progress how far it was
     * @param at when it said so, by the clock of its machine
     */
    public record Status(String study, Progress progress, Instant at) {}

    @Override
    public synchronized void update(Progress progress) {
        if (progress.elapsedSeconds() < nextSeconds && progress.done() < progress.trials()) {
            return;
        }
        nextSeconds = progress.elapsedSeconds() + PAUSE_SECONDS;
        Instant now = Instant.now();
        try {
            output.storage().overwrite(output.statusFile(), json(progress, now));
            output.storage()
                    .overwrite(
                            output.metricsFile(),
                            PrometheusText.of(study, progress, now).getBytes(StandardCharsets.UTF_8));
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("cannot write {} or {}: {}", output.statusFile(), output.metricsFile(), e.toString());
            }
            failing = true;
        }
    }

    private byte[] json(Progress progress, Instant now) {
        ObjectNode json = JSON.createObjectNode();
        json.put("study", study);
        json.put("trials", progress.trials());
        json.put("done", progress.done());
        json.put("failed", progress.failed());
        json.put("predictedSeconds", progress.predictedSeconds());
        json.put("predictedSecondsDone", progress.predictedSecondsDone());
        json.put("elapsedSeconds", progress.elapsedSeconds());
        json.put("lastDoneSeconds", progress.lastDoneSeconds());
        json.put("waitingFor", progress.waitingFor());
        json.put("at", now.toString());
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** What the last sweep last said; empty if there was none, or if what it said is damaged. */
    public static Optional<Status> read(OutputDirectory output) throws IOException {
        JsonNode json;
        Instant at;
        try {
            json = JSON.readTree(output.storage().read(output.statusFile()));
            at = Instant.parse(json.path("at").asText());
        } catch (FileNotFoundException | NotAFileException | JsonProcessingException | DateTimeException e) {
            LOG.debug("there is no {} that says anything", output.statusFile(), e);
            return Optional.empty();
        }
        Progress progress = new Progress(
                json.path("trials").asLong(),
                json.path("done").asLong(),
                json.path("failed").asLong(),
                json.path("predictedSeconds").asDouble(),
                json.path("predictedSecondsDone").asDouble(),
                json.path("elapsedSeconds").asDouble(),
                json.path("lastDoneSeconds").asDouble(),
                json.path("waitingFor").asText());
        return Optional.of(new Status(json.path("study").asText(), progress, at));
    }
}
